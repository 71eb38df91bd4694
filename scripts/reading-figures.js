// What the boxed model makes of photographs that scripts/photographs draws: digits of MNIST and glyphs, of which most should be
// answered, and letters, scribbles, objects and blank paper, all of which should be refused. Nothing is told but the picture.
//   NESCIO_DATA=DIR node scripts/reading-figures.js               1,000 of MNIST's test digits, 500 of each other kind
//   --split train                                                 digits that training has not seen either, for choosing
//   --once                                                        as evaluate and calibrate ask about a folder's pictures
//   --images N, --others N, --seed S, --json, --sheet FILE.png    the last draws what came out wrong
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { answerRead, glyphs, Random, readPicture } from "nescio";
import { loadDataset, loadModel } from "nescio/node";
import { letter, object, scribble } from "./photographs/drawings.js";
import { photograph } from "./photographs/index.js";
import { contactSheet } from "./photographs/sheet.js";

const { values: options } = parseArgs({
  options: {
    split: { type: "string", default: "test" },
    images: { type: "string", default: "1000" },
    others: { type: "string", default: "500" },
    only: { type: "string" },
    once: { type: "boolean", default: false },
    from: { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    sheet: { type: "string" },
  },
});
sharp.concurrency(1);
const seed = Number(options.seed);

/** The training images from here on are held out of the boxed model's training. */
const heldOut = 50_000;
const mnist = await loadDataset("mnist", { split: options.split });
const first = Number(options.from) + (options.split === "train" ? heldOut : 0);
const drawn = glyphs({ kind: "digits", count: Number(options.others), seed: 1000 + seed });

const digit = ({ pixels, labels }, i) => ({
  subject: { pixels: pixels.subarray(784 * i, 784 * (i + 1)) },
  label: String(labels[i]),
});
const drawing = ({ strokes, name }) => ({ subject: { strokes }, name });
const kinds = {
  mnist: { count: Number(options.images), subject: (i) => digit(mnist, first + i) },
  glyphs: { count: Number(options.others), subject: (i) => digit(drawn, i) },
  letters: { count: Number(options.others), subject: (i) => drawing(letter(10_000 * seed + i)) },
  scribbles: { count: Number(options.others), subject: (i) => drawing(scribble(10_000 * seed + i)) },
  objects: { count: Number(options.others), subject: (i) => drawing(object(10_000 * seed + i)) },
  blank: { count: Number(options.others), subject: () => ({ subject: { blank: true } }) },
};

/** As a camera stores it: JPEG of any quality, now and then PNG. */
async function stored({ width, height, data }, random) {
  const image = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha();
  const jpeg = random.uniform() < 0.8;
  const bytes = await (
    jpeg ? image.jpeg({ quality: 40 + Math.floor(56 * random.uniform()) }) : image.png()
  ).toBuffer();
  const decoded = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width, height, data: decoded.data };
}

const model = await loadModel(fileURLToPath(import.meta.resolve("nescio/models/mnist.nescio")));
const [height, width, channels] = model.network.input;

async function measure(name, { count, subject }, order) {
  const result = { images: count, answered: 0, right: 0, reasons: {} };
  const wrong = [];
  for (let i = 0; i < count; i++) {
    const { subject: what, label, name: kind } = subject(i);
    const own = (seed * 10 + order) * 1_000_000 + i;
    const { picture, facts } = photograph(what, own);
    const seen = await stored(picture, new Random(own, 1));
    const full = readPicture(seen, { height, width, channels }, model.reading);
    const read = options.once ? { ...full, views: [], hints: [] } : full;
    const { refused, labels, reason, hints } = await answerRead(model, read, { threads: 1 });
    const why = refused
      ? (hints.find((hint) => ["empty", "several"].includes(hint.kind))?.kind ?? reason)
      : "answered";
    result.reasons[why] = (result.reasons[why] ?? 0) + 1;
    if (!refused) result.answered++;
    if (!refused && labels[0] === label) result.right++;
    const expected = label === undefined ? refused : labels[0] === label && !refused;
    if (!expected)
      wrong.push({
        picture: seen,
        read,
        text: `${label ?? kind ?? ""} ${why} ${labels[0] ?? ""} ${facts.paper} ${facts.pen}`,
      });
  }
  if (options.sheet)
    await contactSheet(wrong.slice(0, 48), options.sheet.replace(/(\.png)?$/, `-${name}.png`));
  return result;
}

const chosen = options.only?.split(",") ?? Object.keys(kinds);
const found = {};
for (const [order, [name, kind]] of Object.entries(kinds).entries()) {
  if (!chosen.includes(name)) continue;
  found[name] = await measure(name, kind, order);
  const { images, answered, right, reasons } = found[name];
  if (options.json) continue;
  const share = (part, all) => (all === 0 ? "–" : `${((100 * part) / all).toFixed(2)} %`);
  const rightness = ["mnist", "glyphs"].includes(name)
    ? `, right of these ${share(right, answered)} (${answered - right} wrong)`
    : "";
  console.log(
    `${name.padEnd(10)} ${images}  answered ${share(answered, images)}${rightness}  ${JSON.stringify(reasons)}`,
  );
}
if (options.json) console.log(JSON.stringify({ split: options.split, seed, ...found }, null, 2));
await model.familiarity.close();
