// What `nescio train DATA` makes of sets that nobody tuned it for: trains by the recipe, with no option, and measures on test
// images and on pictures of nothing.
//   node scripts/own-data-figures.js --sets shapes,lines --seed 1 --json FILE
//   NESCIO_DATA=DIR node scripts/own-data-figures.js --sets digits8x8,cifar10
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { answer, buildModel, outlierKinds, outliers } from "@nescio/core";
import { sets } from "./own-sets/sets.js";

async function measure(name, seed) {
  const { train, test, others = {} } = await sets[name]();
  const start = performance.now();
  const { model, findings } = await buildModel(train, { seed });
  const seconds = (performance.now() - start) / 1000;
  const answers = await answer(model, test);
  const answered = answers.flatMap((each, i) =>
    each.refused ? [] : [each.decision.best === test.labels[i]],
  );
  const share = (flags) => flags.filter(Boolean).length / flags.length;
  const refused = {};
  const probes = {
    ...Object.fromEntries(outlierKinds.map((kind) => [kind, outliers(kind, test, { count: 300, seed: 9 })])),
    ...others,
  };
  for (const [kind, images] of Object.entries(probes)) {
    refused[kind] = share((await answer(model, images)).map((each) => each.refused));
  }
  const right = answered.length === 0 ? 0 : share(answered);
  const promised = model.rule.calibration?.contract.maxError;
  return {
    set: name,
    seconds: Math.round(seconds),
    forced: share(answers.map(({ decision }, i) => decision.best === test.labels[i])),
    answered: answered.length / test.count,
    right,
    promised: promised ?? null,
    kept: promised === undefined ? null : 1 - right <= promised,
    mirrored: findings.mirrored,
    alpha: findings.calibration.alpha,
    refused,
  };
}

const { values } = parseArgs({
  options: {
    sets: { type: "string", default: "shapes,shapes-negative,lines,lines-negative" },
    seed: { type: "string", default: "1" },
    json: { type: "string" },
  },
});
const rows = [];
for (const name of values.sets.split(",")) {
  const row = await measure(name, Number(values.seed));
  rows.push(row);
  console.log(JSON.stringify(row));
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
