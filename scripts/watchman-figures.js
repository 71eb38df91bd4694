// What the drift monitor and the error bound promise, and what they do (docstrings of `DriftMonitor` and `updateErrorBound`):
// false alarms on streams that are as the calibration was, beside those of p-values of the calibration set alone; images until a
// change is noticed; the boxed model on MNIST, upright and then rotated; bounds of the errors beside those for one look.
//   node scripts/watchman-figures.js --streams 2000 --length 5000
//   NESCIO_DATA=DIR node scripts/watchman-figures.js --only mnist --orders 100
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  corrupt,
  DriftMonitor,
  Random,
  startErrorBound,
  startMartingale,
  updateErrorBound,
  updateMartingale,
} from "@nescio/core";
import { loadDataset, loadModel } from "nescio/node";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "false-alarms,delays,bounds,mnist" },
    streams: { type: "string", default: "2000" },
    length: { type: "string", default: "5000" },
    orders: { type: "string", default: "100" },
  },
});
const [streams, length, orders] = [values.streams, values.length, values.orders].map(Number);

const normals = (random, count, shift = 0) =>
  Float32Array.from({ length: count }, () => random.normal() + shift);
const quantiles = (found) => {
  const sorted = [...found].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], most: sorted.at(-1) };
};

/** ln of the highest capital over p-values of the calibration set alone, smoothed. */
function fixedSet(calibration, traffic, random) {
  const sorted = calibration.toSorted();
  let martingale = startMartingale();
  for (const score of traffic) {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle] < score) low = middle + 1;
      else high = middle;
    }
    martingale = updateMartingale(martingale, (low + random.uniform()) / (sorted.length + 1));
  }
  return martingale.logHighest;
}

function monitored(calibration, traffic, options) {
  const monitor = DriftMonitor.start(calibration, options);
  for (const score of traffic) monitor.update(score);
  return monitor.status.logHighest;
}

const alarmsAt = (highest, levels) =>
  Object.fromEntries(
    levels.map((A) => [`A=${A}`, highest.filter((log) => log >= Math.log(A)).length / highest.length]),
  );

const figures = {
  "false-alarms": () => {
    for (const calibrated of [200, 1000, 10_000]) {
      const ways = {
        "fixed calibration set": (calibration, traffic, random) => fixedSet(calibration, traffic, random),
        "monitor, default capacity": (calibration, traffic, _, seed) =>
          monitored(calibration, traffic, { seed }),
        "monitor, capacity of the calibration": (calibration, traffic, _, seed) =>
          monitored(calibration, traffic, { seed, capacity: calibrated }),
      };
      for (const [way, highestOf] of Object.entries(ways)) {
        const highest = Array.from({ length: streams }, (_, stream) => {
          const random = new Random(1, calibrated, stream);
          return highestOf(normals(random, calibrated), normals(random, length), random, stream);
        });
        console.log(JSON.stringify({ way, calibrated, streams, length, ...alarmsAt(highest, [20, 100]) }));
      }
    }
  },

  delays: () => {
    const runs = 50;
    for (const calibrated of [200, 2000]) {
      for (const genuine of [0, 1000, 10_000, 100_000]) {
        for (const shift of [1, 0.5]) {
          const delays = Array.from({ length: runs }, (_, run) => {
            const random = new Random(2, calibrated, genuine, run);
            const monitor = DriftMonitor.start(normals(random, calibrated), { seed: run });
            for (let i = 0; i < genuine; i++) monitor.update(random.normal());
            if (monitor.status.alarm !== null) return NaN;
            for (let i = 1; i <= 5000; i++) {
              if (monitor.update(random.normal() - shift).alarm !== null) return i;
            }
            return Infinity;
          });
          const falseAlarms = delays.filter(Number.isNaN).length;
          const noticed = delays.filter((delay) => !Number.isNaN(delay));
          console.log(
            JSON.stringify({ calibrated, genuine, shift, runs, falseAlarms, ...quantiles(noticed) }),
          );
        }
      }
    }
  },

  bounds: () => {
    const delta = 0.05;
    for (const mean of [0.002, 0.01, 0.05, 0.2]) {
      const runs = 200;
      const looks = [100, 300, 1000, 3000];
      const uppers = looks.map(() => 0);
      let missed = 0;
      for (let run = 0; run < runs; run++) {
        const random = new Random(3, run);
        let bound = startErrorBound({ delta });
        for (let i = 1; i <= looks.at(-1); i++) {
          bound = updateErrorBound(bound, Number(random.uniform() < mean));
          if (looks.includes(i)) uppers[looks.indexOf(i)] += bound.upper / runs;
        }
        if (bound.upper < mean) missed++;
      }
      const hoeffding = looks.map((n) => mean + Math.sqrt(-Math.log(delta) / (2 * n)));
      const shown = (numbers) => numbers.map((x) => Number(x.toPrecision(3)));
      console.log(
        JSON.stringify({
          ...{ mean, delta, runs, missed: missed / runs, looks },
          ...{ upper: shown(uppers), hoeffdingForOneLook: shown(hoeffding) },
        }),
      );
    }
  },

  mnist: async () => {
    const model = await loadModel(fileURLToPath(import.meta.resolve("nescio/models/mnist.nescio")));
    const { familiarity } = model;
    const test = await loadDataset("mnist", { split: "test" });
    const scoresOf = async (images) => (await familiarity.score(images)).scores;
    const upright = await scoresOf(test);
    const shuffled = (order) => order.map((i) => upright[i]);
    const highest = [];
    const fixed = [];
    for (let seed = 1; seed <= orders; seed++) {
      const random = new Random(seed);
      const traffic = Float32Array.from(random.permutation(test.count), (i) => upright[i]);
      highest.push(monitored(familiarity.calibration, traffic, { seed }));
      fixed.push(fixedSet(familiarity.calibration, traffic, random));
    }
    const facts = { images: test.count, calibrated: familiarity.calibration.length, orders };
    console.log(JSON.stringify({ traffic: "upright", ...facts, ...alarmsAt(highest, [20, 100]) }));
    console.log(
      JSON.stringify({ traffic: "upright, fixed calibration set", ...facts, ...alarmsAt(fixed, [20, 100]) }),
    );
    for (const degrees of [10, 15, 20, 30, 45]) {
      const rotated = await scoresOf(corrupt(test, "rotation", degrees, 1));
      for (const before of [0, 1000, 9000]) {
        const delays = Array.from({ length: orders }, (_, run) => {
          const order = new Random(run + 1).permutation(test.count);
          const monitor = DriftMonitor.start(familiarity.calibration, { seed: run + 1 });
          for (const score of shuffled(Array.from(order.subarray(0, before)))) monitor.update(score);
          if (monitor.status.alarm !== null) return NaN;
          for (const i of order.subarray(before)) {
            if (monitor.update(rotated[i]).alarm !== null) return monitor.status.count - before;
          }
          return Infinity;
        });
        const falseAlarms = delays.filter(Number.isNaN).length;
        const noticed = delays.filter((delay) => !Number.isNaN(delay));
        const missed = noticed.filter((delay) => delay === Infinity).length;
        console.log(JSON.stringify({ degrees, before, orders, falseAlarms, missed, ...quantiles(noticed) }));
      }
    }
    await familiarity.close();
  },
};

for (const name of values.only.split(",")) await figures[name]();
