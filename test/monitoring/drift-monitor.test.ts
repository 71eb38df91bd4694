import { describe, expect, it } from "vitest";
import { Random } from "../../packages/core/src/math/random.js";
import { DriftMonitor } from "../../packages/core/src/monitoring/drift-monitor.js";
import { startMartingale, updateMartingale } from "../../packages/core/src/monitoring/test-martingale.js";
import { expectNescioError } from "../helpers/errors.js";

const normals = (random: Random, count: number, shift = 0): Float32Array =>
  Float32Array.from({ length: count }, () => random.normal() + shift);

describe("drift monitor", () => {
  // `node scripts/watchman-figures.js` has more of them, and longer ones.
  it("raises no more false alarms than promised, where p-values of the calibration set alone would", () => {
    const [streams, calibrated, length, level] = [400, 100, 1500, 20];
    let [online, fixed] = [0, 0];
    for (let stream = 0; stream < streams; stream++) {
      const random = new Random(4, stream);
      const calibration = normals(random, calibrated).sort();
      const traffic = normals(random, length);
      const monitor = DriftMonitor.start(calibration, { alarmAt: level, capacity: 150, seed: stream });
      for (const score of traffic) monitor.update(score);
      if (monitor.status.alarm !== null) online++;
      let martingale = startMartingale();
      for (const score of traffic) {
        let lower = 0;
        while (lower < calibrated && calibration[lower] < score) lower++;
        martingale = updateMartingale(martingale, (lower + random.uniform()) / (calibrated + 1));
      }
      if (martingale.logHighest >= Math.log(level)) fixed++;
    }
    const deviation = Math.sqrt((1 / level) * (1 - 1 / level) * streams);
    expect(online).toBeLessThan(streams / level + 3 * deviation);
    // Valid p-values, each by itself, and yet five times as many false alarms as promised.
    expect(fixed).toBeGreaterThan((5 * streams) / level);
  });

  it.each([
    [200, 1, 100],
    [2000, 1, 100],
    [2000, 0.5, 300],
    [0, 1, 150],
  ])("with %d calibration scores notices scores %d lower within %d", (calibrated, shift, most) => {
    for (let stream = 0; stream < 5; stream++) {
      const random = new Random(8, stream);
      const monitor = DriftMonitor.start(normals(random, calibrated), { seed: stream });
      for (const score of normals(random, 3000)) monitor.update(score);
      expect(monitor.status.alarm).toBeNull();
      for (const score of normals(random, most, -shift)) monitor.update(score);
      expect(monitor.status.alarm).toBeGreaterThan(3000);
    }
  });

  it("says how it stands", () => {
    const monitor = DriftMonitor.start([1, 2, 3], { alarmAt: 30 });
    expect(monitor.status).toEqual({
      ...{ count: 0, logCapital: expect.closeTo(0, 12) as number, logHighest: 0 },
      ...{ alarmAt: 30, alarm: null, pValue: null },
    });
    const status = monitor.update(0);
    expect(status).toEqual(monitor.status);
    expect(status.count).toBe(1);
    expect(status.pValue).toBeLessThan(0.25);
  });

  it("keeps an alarm and when it was, whatever comes after", () => {
    const random = new Random(12);
    const monitor = DriftMonitor.start(normals(random, 500));
    let first: number | null = null;
    for (const score of [...normals(random, 100, -2), ...normals(random, 2000)]) {
      const { alarm, logHighest, count } = monitor.update(score);
      if (logHighest >= Math.log(100)) first ??= count;
      expect(alarm).toBe(first);
    }
    expect(first).toBeLessThan(100);
    expect(monitor.status.logCapital).toBeLessThan(monitor.status.logHighest);
  });

  it("goes on from JSON with the same numbers", () => {
    const random = new Random(13);
    const scores = [...normals(random, 400), ...normals(random, 100, -1)];
    const start = () => DriftMonitor.start(normals(new Random(14), 150), { capacity: 300, seed: 5 });
    const uninterrupted = start();
    let interrupted = start();
    for (const score of scores) {
      interrupted = DriftMonitor.restore(JSON.parse(JSON.stringify(interrupted)));
      expect(interrupted.update(score)).toEqual(uninterrupted.update(score));
    }
    expect(JSON.stringify(interrupted)).toBe(JSON.stringify(uninterrupted));
    expect(uninterrupted.status.alarm).not.toBeNull();
  });

  it("is the same for the same seed and another for another", () => {
    const run = (seed: number): (number | null)[] => {
      const monitor = DriftMonitor.start([0, 0, 0, 0], { seed });
      return [0, 0, 0].map((score) => monitor.update(score).pValue);
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it("refuses NaN and is then as it was", async () => {
    const monitor = DriftMonitor.start([1, 2]);
    monitor.update(1);
    const before = JSON.stringify(monitor);
    await expectNescioError(() => monitor.update(NaN), "invalid-data", "score: expected a number", "NaN");
    await expectNescioError(() => monitor.update("1" as never), "invalid-data", "score: expected a number");
    expect(JSON.stringify(monitor)).toBe(before);
  });

  it.each([
    [[1, NaN], {}, "invalid-data", "score"],
    [undefined, {}, "invalid-data", "drift monitor, calibration"],
    [7, {}, "invalid-data", "drift monitor, calibration"],
    [[1], { alarmAt: 1 }, "invalid-option", "drift monitor, alarmAt"],
    [[1], { alarmAt: NaN }, "invalid-option", "drift monitor, alarmAt"],
    [[1], { capacity: 0 }, "invalid-option", "drift monitor, capacity"],
    [[1], { seed: -1 }, "invalid-option", "drift monitor, seed"],
    [[1], { levels: 2 }, "invalid-option", "drift monitor, levels"],
    [[1], null, "invalid-option", "drift monitor"],
  ] as const)("refuses to start with %j and %j", async (calibration, options, code, subject) => {
    await expectNescioError(
      () => DriftMonitor.start(calibration as never, options as never),
      code,
      `${subject}: expected`,
    );
  });

  it("refuses a state that was changed or cut off", async () => {
    const stored = DriftMonitor.start([3, 1, 2]).toJSON();
    const { reference } = stored;
    const unordered = DriftMonitor.start([1]).toJSON().reference;
    const wrong: [unknown, string][] = [
      [undefined, "stored drift monitor"],
      [{ ...stored, alarm: 0 }, "stored drift monitor, alarm"],
      [{ ...stored, martingale: {} }, "stored drift monitor, martingale.count"],
      [{ ...stored, reference: { ...reference, capacity: 2 } }, "stored drift monitor, reference.scores"],
      [
        { ...stored, reference: { ...reference, scores: { ...reference.scores, base64: "AAAA" } } },
        "stored drift monitor, reference.scores",
      ],
      [
        { ...stored, reference: { ...reference, scores: { ...unordered.scores, base64: "%" } } },
        "stored drift monitor, reference.scores",
      ],
    ];
    for (const [value, subject] of wrong) {
      await expectNescioError(() => DriftMonitor.restore(value), "invalid-option", `${subject}: expected`);
    }
    expect(DriftMonitor.restore(stored).toJSON()).toEqual(stored);
  });
});
