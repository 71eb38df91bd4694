// Intents of a chat assistant, with an "I don't know" for what is out of its scope: sentences become embeddings, embeddings a model
// that knows which intents it was shown.
//
//   node examples/intents.ts [CSV [SENTENCE …]]
//
// CSV has the columns text and intent; without it some hundred sentences are made here. Embeddings come from
// @huggingface/transformers where that is installed (npm install @huggingface/transformers; it fetches a sentence encoder of 90 MB
// at first use), else from counted words and pieces of words, which know no synonyms but show the way. Node 22.18 and later run
// TypeScript as it is; before that, `npx tsx examples/intents.ts` does.
import { answer, buildTable, readTarget, TableBuilder, tableRows, type CellTable } from "nescio";
import { readTable } from "nescio/node";

const [file, ...asked] = process.argv.slice(2);
const { texts, intents } = file ? await readSentences(file) : madeSentences();
const embed = await embedder();

const table = await embedded(texts, intents);
const target = readTarget(table, "intent");
const { model, findings } = await buildTable(table, { target, show: "text", seed: 1 });
const { images = 0, answered = 0, errorBound, confidence } = findings.calibration ?? {};
console.log(`${texts.length} sentences, ${target.classes.length} intents`);
console.log(`answers ${((100 * answered) / images).toFixed(1)} % of sentences like these`);
if (errorBound !== undefined) {
  const [wrong, sure] = [errorBound, confidence!].map((share) => `${(100 * share).toFixed(1)} %`);
  console.log(`at most ${wrong} of the answers wrong, with ${sure} confidence`);
}

const questions =
  asked.length > 0
    ? asked
    : ["please play some jazz for me", "what will the weather be in Oslo", "why is the sky blue at noon"];
const rows = tableRows(await embedded(questions), model.table!);
for (const [i, { refused, labels, explanation, nearest }] of (await answer(model, rows)).entries()) {
  console.log(`\n${questions[i]}\n  ${refused ? "I don't know" : labels[0]}: ${explanation}`);
  if (!refused && nearest !== undefined) console.log(`  nearest: ${nearest[0]}`);
}

/** A table of texts with their embeddings, and where they are known their intents. */
async function embedded(sentences: readonly string[], known?: readonly string[]): Promise<CellTable> {
  const vectors = await embed(sentences);
  const names = vectors[0].map((_, i) => `e${i}`);
  const builder = new TableBuilder("sentences", ["text", ...(known ? ["intent"] : []), ...names]);
  sentences.forEach((text, i) => {
    const cells = [text, ...(known ? [known[i]] : []), ...vectors[i]];
    builder.add({ number: i + 1, cells });
  });
  return builder.finish();
}

/** A sentence encoder, or what stands in for one. */
async function embedder(): Promise<(sentences: readonly string[]) => Promise<number[][]>> {
  try {
    const name = "@huggingface/transformers";
    const { pipeline } = (await import(name)) as {
      pipeline: (task: string, model: string) => Promise<Encoder>;
    };
    const encode = await pipeline("feature-extraction", "Xenova/all-MiniLM-L6-v2");
    return async (sentences) => (await encode([...sentences], { pooling: "mean", normalize: true })).tolist();
  } catch {
    return (sentences) => Promise.resolve(sentences.map(counted));
  }
}

type Encoder = (texts: string[], options: object) => Promise<{ tolist(): number[][] }>;

/** Words and their pieces of three letters, counted in 256 places that a hash gives them, at unit length. */
function counted(sentence: string): number[] {
  const words = sentence.toLowerCase().match(/[a-z']+/g) ?? [];
  const pieces = words.flatMap((word) => [
    `=${word}`,
    ...Array.from({ length: Math.max(0, word.length - 2) }, (_, i) => word.slice(i, i + 3)),
  ]);
  const counts = new Array<number>(256).fill(0);
  for (const piece of pieces) {
    let hash = 2166136261;
    for (const letter of piece) hash = Math.imul(hash ^ letter.codePointAt(0)!, 16777619);
    counts[(hash >>> 8) & 255] += 1;
  }
  const length = Math.hypot(...counts) || 1;
  return counts.map((count) => count / length);
}

async function readSentences(path: string): Promise<{ texts: string[]; intents: string[] }> {
  const { columns } = await readTable(path, { only: ["text", "intent"] });
  const cells = (name: string): string[] => {
    const column = columns.find((each) => each.name === name);
    if (column?.type !== "text") throw new Error(`${path} has no column of texts called ${name}`);
    return Array.from(column.codes, (code) => column.values[code] ?? "");
  };
  return { texts: cells("text"), intents: cells("intent") };
}

/** Sentences of four intents, each a beginning, a thing and an end. */
function madeSentences(): { texts: string[]; intents: string[] } {
  const begin = ["", "please ", "can you ", "hey, ", "i want you to ", "would you kindly ", "now "];
  const end = ["", " for me", " right away", " today", " if you can", " thank you"];
  const things: Readonly<Record<string, readonly string[]>> = {
    music: [
      "play some jazz",
      "put on my playlist",
      "play a song by Nina",
      "turn the music up",
      "play the radio",
    ],
    weather: [
      "tell me the weather in Oslo",
      "say if it will rain",
      "forecast the weather",
      "check for snow in Rome",
    ],
    alarm: ["set an alarm for six", "wake me at seven", "cancel my alarm", "set the alarm clock to nine"],
    lights: ["switch the lights off", "dim the lamp", "turn on the kitchen light", "make the lights blue"],
  };
  const all = Object.entries(things).flatMap(([intent, own]) =>
    own.flatMap((thing) => begin.flatMap((a) => end.map((b) => ({ text: a + thing + b, intent })))),
  );
  return { texts: all.map(({ text }) => text), intents: all.map(({ intent }) => intent) };
}
