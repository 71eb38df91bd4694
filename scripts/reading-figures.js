// What the boxed model makes of photographs that scripts/photographs draws: digits of MNIST and glyphs, of which most should be
// answered, and letters, scribbles, objects and blank paper, all of which should be refused; so should characters of KMNIST and
// notMNIST, enlarged on white. Nothing is told but the picture. Of each kind also how many views of a picture the network was
// asked about (0: the reading left nothing open), and the processor's time for it, in milliseconds: the median and the longest.
//   NESCIO_DATA=DIR node scripts/reading-figures.js               1,000 of MNIST's test digits, 500 of each other kind
//   --split train                                                 digits that training has not seen either, for choosing
//   --once                                                        as evaluate and calibrate ask about a folder's pictures
//   --images N, --others N, --from N, --seed S, --json, --only letters,objects
//   --sheet FILE.png                                              draws what came out wrong
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

const kinds = {
  mnist: photographsOf((i) => digit(mnist, first + i)),
  glyphs: photographsOf((i) => digit(drawn, i)),
  letters: photographsOf((i) => drawing(letter(10_000 * seed + i))),
  scribbles: photographsOf((i) => drawing(scribble(10_000 * seed + i))),
  objects: photographsOf((i) => drawing(object(10_000 * seed + i))),
  blank: photographsOf(() => ({ subject: { blank: true } })),
  kmnist: await enlargedOf("kmnist"),
  notmnist: await enlargedOf("notmnist"),
};

function digit({ pixels, labels }, i) {
  return { subject: { pixels: pixels.subarray(784 * i, 784 * (i + 1)) }, label: String(labels[i]) };
}

function drawing({ strokes, name }) {
  return { subject: { strokes }, name };
}

/** Pictures of subjects, as a camera stores them. */
function photographsOf(subjectOf) {
  return async (i, own) => {
    const { subject, label, name } = subjectOf(i);
    const { picture, facts } = photograph(subject, own);
    const text = `${facts.paper} ${facts.pen}`;
    return { picture: await stored(picture, new Random(own, 1)), label, name, text };
  };
}

/** Characters of another set five times as large, black on white, with a margin. */
async function enlargedOf(name) {
  const { pixels, labels, classes } = await loadDataset(name, { split: "test" });
  return async (i) => {
    const at = Number(options.from) + i;
    const own = Buffer.from(pixels.subarray(784 * at, 784 * (at + 1)).map((value) => 255 - value));
    const { data, info } = await sharp(own, { raw: { width: 28, height: 28, channels: 1 } })
      .resize(140, 140, { kernel: "cubic" })
      .extend({ top: 28, bottom: 28, left: 28, right: 28, background: "white" })
      .toColourspace("srgb")
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { picture: { ...info, data }, name: classes[labels[at]], text: "" };
  };
}

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

const isDigits = (name) => ["mnist", "glyphs"].includes(name);

async function measure(name, pictureOf, order) {
  const count = Number(name === "mnist" ? options.images : options.others);
  const result = { images: count, answered: 0, right: 0, reasons: {}, views: {} };
  const times = [];
  const wrong = [];
  for (let i = 0; i < count; i++) {
    const own = (seed * 10 + order) * 1_000_000 + i;
    const { picture, label, name: kind, text } = await pictureOf(i, own);
    const start = process.cpuUsage();
    const full = readPicture(picture, { height, width, channels }, model.reading);
    const read = options.once ? { ...full, views: [], hints: [] } : full;
    const { refused, labels, reason, hints } = await answerRead(model, read, { threads: 1 });
    const { user, system } = process.cpuUsage(start);
    times.push(Math.round((user + system) / 1000));
    const why = refused
      ? (hints.find((hint) => ["empty", "several"].includes(hint.kind))?.kind ?? reason)
      : "answered";
    result.reasons[why] = (result.reasons[why] ?? 0) + 1;
    result.views[read.views.length] = (result.views[read.views.length] ?? 0) + 1;
    if (!refused) result.answered++;
    if (!refused && labels[0] === label) result.right++;
    const expected = isDigits(name) ? labels[0] === label && !refused : refused;
    if (expected) continue;
    wrong.push({ picture, read, text: `${label ?? kind ?? ""} ${why} ${labels[0] ?? ""} ${text}` });
  }
  times.sort((a, b) => a - b);
  result.milliseconds = { median: times[times.length >> 1], longest: times.at(-1) };
  if (options.sheet)
    await contactSheet(wrong.slice(0, 48), options.sheet.replace(/(\.png)?$/, `-${name}.png`));
  return result;
}

const chosen = options.only?.split(",") ?? Object.keys(kinds);
const found = {};
for (const [order, [name, pictureOf]] of Object.entries(kinds).entries()) {
  if (!chosen.includes(name)) continue;
  found[name] = await measure(name, pictureOf, order);
  const { images, answered, right, reasons, views, milliseconds } = found[name];
  if (options.json) continue;
  const share = (part, all) => (all === 0 ? "–" : `${((100 * part) / all).toFixed(2)} %`);
  const rightness = isDigits(name)
    ? `, right of these ${share(right, answered)} (${answered - right} wrong)`
    : "";
  console.log(
    `${name.padEnd(10)} ${images}  answered ${share(answered, images)}${rightness}  ${JSON.stringify(reasons)}` +
      `  views ${JSON.stringify(views)}  ms ${milliseconds.median}, ${milliseconds.longest}`,
  );
}
if (options.json) console.log(JSON.stringify({ split: options.split, seed, ...found }, null, 2));
await model.familiarity.close();
