import { expect, test } from "vitest";
import { formatBytes } from "../../packages/cli/src/format.js";
import { barProgress, lineProgress } from "../../packages/cli/src/progress.js";
import { TextSink } from "../helpers/cli.js";

test("lines: one every five seconds with the time left, and one at the end", () => {
  const out = new TextSink();
  let now = 0;
  const progress = lineProgress({ title: "training", total: 100 }, out, () => now);
  for (const [time, value] of [
    [1000, 10],
    [5000, 25],
    [6000, 30],
    [10_000, 50],
    [12_000, 100],
    [12_001, 100],
  ]) {
    now = time;
    progress.update(value, `loss ${value}`);
  }
  progress.stop();
  expect(out.text.split("\n")).toEqual([
    "training: 25 of 100, loss 25, 15 s left",
    "training: 50 of 100, loss 50, 10 s left",
    "training: 100 of 100, loss 100, 12 s",
    "",
  ]);
});

test("lines without a total tell how far it has come", () => {
  const out = new TextSink();
  let now = 0;
  const progress = lineProgress({ title: "file", format: formatBytes }, out, () => now);
  now = 5000;
  progress.update(2000);
  now = 10_000;
  progress.update(3000, "", 6000);
  expect(out.text).toBe("file: 2.0 kB\nfile: 3.0 kB of 6.0 kB, 10 s left\n");
});

test("a bar shows share, values and note, and gives the cursor back", () => {
  const out = new TextSink(true);
  const terminal = Object.assign(out, { columns: 120, rows: 40 });
  const progress = barProgress({ title: "training", total: 4 }, terminal);
  progress.update(2, "loss 3.1");
  progress.update(4, "loss 2.9");
  progress.stop();
  expect(out.text).toContain("training");
  expect(out.text).toContain("100 %  4 of 4, loss 2.9");
  expect(out.text.lastIndexOf("\u001b[?25h")).toBeGreaterThan(out.text.lastIndexOf("\u001b[?25l"));
});
