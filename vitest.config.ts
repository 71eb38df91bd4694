import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import SummaryReporter from "./test/summary-reporter.js";

export default defineConfig({
  resolve: {
    alias: {
      "#host": fileURLToPath(new URL("src/engine/host.node.ts", import.meta.url)),
      "nescio/ppl": fileURLToPath(new URL("src/ppl/index.ts", import.meta.url)),
    },
  },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    // Without a word, one processor stays idle.
    maxWorkers: "100%",
    reporters: ["default", new SummaryReporter()],
  },
});
