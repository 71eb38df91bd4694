import type { TestModule } from "vitest/node";
import type { Reporter } from "vitest/reporters";

/** Ends a run with the names of what was skipped and one line that counts everything. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    const skipped: string[] = [];
    for (const module of modules) {
      // A file that could not be loaded has no tests to count, and must not pass for it.
      counts.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state]++;
        if (state === "skipped") skipped.push(`skipped: ${module.relativeModuleId} > ${test.fullName}`);
      }
    }
    const { passed, failed, pending } = counts;
    const lines = [...skipped, `${passed} passed, ${failed + pending} failed, ${counts.skipped} skipped`];
    process.stdout.write(`\n${lines.join("\n")}\n`);
  }
}
