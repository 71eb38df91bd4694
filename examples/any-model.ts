// Another model under a contract: what a classifier says of rows it was not trained on is enough to promise how often its answers
// are wrong, of all together and of the class that matters most.
//
//   node examples/any-model.ts [CSV] [ROWS]
//
// CSV has a column for each class, p_NAME, and the true class in the last one, as the Python in docs/any-model.md writes it. Without
// it a classifier that is too sure of itself is made here. Node 22.18 and later run TypeScript as it is; before that,
// `npx tsx examples/any-model.ts` does.
import { readFile } from "node:fs/promises";
import { calibrateOutputs, decideOutputs, predictiveFrom, Random } from "nescio";

interface Rows {
  readonly classes: readonly string[];
  /** Probabilities of each row. */
  readonly outputs: readonly (readonly number[])[];
  readonly labels: readonly number[];
}

const [file, count = 6000] = /^\d+$/.test(process.argv[2] ?? "") ? ["", +process.argv[2]] : [process.argv[2]];
const { classes, outputs, labels } = file ? await readCsv(file) : overconfident(count);

// Half of the rows make the rule, the other half shows what comes of it.
const half = Math.floor(labels.length / 2);
const part = (from: number, to?: number) =>
  predictiveFrom(outputs.slice(from, to).flat(), { kind: "probabilities", classes: classes.length });
const rare = classes.length - 1;
const rule = calibrateOutputs(part(0, half), labels.slice(0, half), {
  ...{ classes, kind: "probabilities", dataset: file || "held-out rows" },
  contract: { byClass: [{ label: rare, maxError: 0.1 }], others: 0.03, confidence: 0.95 },
});
const decisions = decideOutputs(part(half), rule);

/** Of some rows the share that is wrong. */
function wrong(rows: readonly number[]): string {
  const mistakes = rows.filter((row) => decisions[row].best !== labels[half + row]).length;
  return `${((100 * mistakes) / Math.max(1, rows.length)).toFixed(1)} % wrong of ${rows.length}`;
}
const all = decisions.map((_, row) => row);
const sure = all.filter((row) => Math.max(...outputs[half + row]) > 0.95);
const of = (chosen: (label: number) => boolean) =>
  all.filter((row) => !decisions[row].refused && chosen(decisions[row].best));
console.log(`forced to answer: ${wrong(all)}`);
console.log(`where it says over 95 %: ${wrong(sure)}`);
console.log(`temperature: ${rule.temperature?.toFixed(2) ?? "none"}`);
console.log(`answered as ${classes[rare]}, 10 % promised: ${wrong(of((label) => label === rare))}`);
console.log(`other answers, 3 % promised: ${wrong(of((label) => label !== rare))}`);
console.log(`"I don't know": ${decisions.filter(({ refused }) => refused).length} of ${decisions.length}`);

async function readCsv(path: string): Promise<Rows> {
  const [head, ...lines] = (await readFile(path, "utf8")).trim().split(/\r?\n/);
  const names = head.split(",").map((name) => name.replace(/^p_/, ""));
  const own = names.slice(0, -1);
  const cells = lines.map((line) => line.split(","));
  return {
    classes: own,
    outputs: cells.map((row) => row.slice(0, -1).map(Number)),
    labels: cells.map((row) => own.indexOf(row.at(-1)!)),
  };
}

/** Naive Bayes on six measurements of two things: it takes them for independent, counts each three times and is too sure. */
function overconfident(rows: number): Rows {
  const random = new Random(1);
  const kinds = [
    { name: "invoice", share: 0.55, at: [0, 0] },
    { name: "complaint", share: 0.4, at: [2.8, 0.5] },
    { name: "fraud", share: 0.05, at: [1.2, 3.6] },
  ];
  const labels: number[] = [];
  const outputs = Array.from({ length: rows }, () => {
    const u = random.uniform();
    const label = u < kinds[0].share ? 0 : u < kinds[0].share + kinds[1].share ? 1 : 2;
    labels.push(label);
    const things = kinds[label].at.map((mean) => mean + random.normal());
    const measured = things.flatMap((thing) => [0, 1, 2].map(() => thing + 0.3 * random.normal()));
    const scores = kinds.map(({ share, at }) =>
      measured.reduce((sum, x, i) => sum - (x - at[Math.floor(i / 3)]) ** 2 / (2 * 1.09), Math.log(share)),
    );
    const each = scores.map((score) => Math.exp(score - Math.max(...scores)));
    return each.map((value) => value / each.reduce((a, b) => a + b));
  });
  return { classes: kinds.map(({ name }) => name), outputs, labels };
}
