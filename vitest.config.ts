import { defineConfig } from "vitest/config";
import { sources } from "./test/helpers/sources.js";
import SummaryReporter from "./test/summary-reporter.js";

// Tests run on the sources, as the compiler's paths have them.
const alias = Object.entries(sources).map(([name, file]) => ({
  find: new RegExp(`^${name}$`),
  replacement: file,
}));

export default defineConfig({
  resolve: { alias },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A machine may be busy: what comes late has come.
    expect: { poll: { timeout: 30_000 } },
    pool: "forks",
    // Without a word, one processor stays idle.
    maxWorkers: "100%",
    reporters: ["default", new SummaryReporter()],
  },
});
