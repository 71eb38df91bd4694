import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { whatWentWrong } from "../../packages/studio/page/src/client/take-files.js";
import { placeAfter } from "../../packages/studio/page/src/draw/gallery-strip.js";
import {
  histogramOf,
  percent,
  powerOfTen,
  shownClasses,
} from "../../packages/studio/page/src/draw/histogram.js";
import { noPictures, reducePictures } from "../../packages/studio/page/src/draw/pictures-state.js";
import { encodePng } from "../../packages/core/src/data/encode-png.js";
import { rowOf, strangeColumns } from "../../packages/studio/page/src/review/review-input.js";
import { clipped } from "../../packages/studio/page/src/parts/clipped.js";
import { sentence } from "../../packages/studio/page/src/stage/verdict-words.js";
import { placeOn } from "../../packages/studio/page/src/stage/paint-preview.js";
import { ruleInWords } from "../../packages/studio/page/src/stage/rule-words.js";
import { addressOfState, stateOfAddress } from "../../packages/studio/page/src/state/address.js";
import { reduce } from "../../packages/studio/page/src/state/reducer.js";
import { tutorialRule } from "../../packages/studio/page/src/state/rule-choice.js";
import { blank } from "../../packages/studio/page/src/state/shown.js";
import { canUndo, initialState, isAnswered, type State } from "../../packages/studio/page/src/state/state.js";
import type { ModelFacts } from "../../packages/studio/page/src/engine/model-facts.js";
import type { Verdict } from "../../packages/studio/page/src/engine/verdict.js";
import { commandOf, quoted } from "../../packages/studio/page/src/take/command.js";
import { embedCodeOf, isLocal, linkOf } from "../../packages/studio/page/src/take/links.js";
import { programOf, type TakenQuestion } from "../../packages/studio/page/src/take/program.js";
import { text, textLines } from "../../packages/studio/page/src/take/svg.js";
import { steps } from "../../packages/studio/page/src/tour/steps.js";

const boxed = { name: "mnist.nescio", boxed: true };
const question: TakenQuestion = {
  input: { kind: "picture", name: "digit.png" },
  rule: undefined,
  samples: undefined,
  model: boxed,
  each: false,
};

describe("what is taken away", () => {
  test("says nothing of what is as the model has it", () => {
    expect(commandOf(question)).toBe("npx nescio predict digit.png\n");
    expect(programOf(question)).toContain("await answer(model, picture);");
    expect(programOf(question)).not.toContain("parseRule");
  });

  test("says all that is not", () => {
    const other = {
      ...question,
      rule: "entropy:0.3",
      samples: 7,
      model: { name: "my own.nescio", boxed: false },
    };
    expect(commandOf({ ...other, each: true })).toBe(
      "npx nescio predict digit.png --model 'my own.nescio' --split --rule entropy:0.3 --samples 7\n",
    );
    const program = programOf(other);
    expect(program).toContain('{ rule: parseRule("entropy:0.3"), samples: 7 }');
    expect(program).toContain('loadModel("my own.nescio")');
    expect(program).not.toContain("fileURLToPath");
  });

  test.each([
    ["scans/a-1.png", "scans/a-1.png"],
    ["it's.png", `'it'\\''s.png'`],
    ["-rf", "./-rf"],
    ["a$(b).png", "'a$(b).png'"],
    ["ä b.png", "'ä b.png'"],
  ])("%s is quoted for a shell", (name, expected) => {
    expect(quoted(name)).toBe(expected);
  });

  test("links bring back the state, also in another page", () => {
    const place = { origin: "https://example.org", pathname: "/studio/" };
    expect(linkOf(initialState, place)).toBe("https://example.org/studio/");
    const state = { ...initialState, rule: tutorialRule, samples: 5, view: "tour" as const };
    expect(linkOf(state, place)).toBe("https://example.org/studio/#view=tour&rule=0.5%7E0.2%7Eany&samples=5");
    expect(embedCodeOf(state, place)).toContain(
      'src="https://example.org/studio/?embed#rule=0.5%7E0.2%7Eany&amp;samples=5"',
    );
    expect(["localhost", "127.0.0.1", "example.org"].map((hostname) => isLocal({ hostname }))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("text of whatever signs is markup", () => {
    expect(text({ x: 1.23456 }, `a<b & "c"\u0007`)).toBe('<text x="1.23">a&lt;b &amp; &quot;c&quot;�</text>');
  });

  test("lines are as wide as there is room, and end where there is none", () => {
    expect(textLines("one two three", 10, 40, 5)).toEqual(["one two", "three"]);
    expect(textLines("one two three four five", 10, 40, 2)).toEqual(["one two", "three…"]);
    expect(textLines("unbreakable", 10, 40, 2)).toEqual(["unbrea…"]);
  });
});

test.each([1, 3])("PNG of %d channels is read back", async (channels) => {
  const [width, height] = [5, 3];
  const pixels = Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 37) % 256);
  const { data, info } = await sharp(await encodePng({ pixels, width, height, channels }))
    .toColourspace(channels === 1 ? "b-w" : "srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([width, height, channels]);
  expect([...data]).toEqual([...pixels]);
});

describe("pictures", () => {
  test("a list keeps what is said of each", () => {
    const problem = { code: "corrupt", message: "no picture" };
    const added = reducePictures(noPictures, {
      type: "add",
      pictures: [
        { id: 4, name: "a.png" },
        { id: 5, name: "b.txt" },
      ],
    });
    const failed = reducePictures(added, { type: "failed", id: 5, problem });
    expect(failed.map(({ name, problem }) => [name, problem?.code])).toEqual([
      ["a.png", undefined],
      ["b.txt", "corrupt"],
    ]);
    // What could not be decoded stays so for another model.
    expect(reducePictures(failed, { type: "unanswered" })[1].problem).toBe(problem);
    expect(reducePictures(failed, { type: "forget" })).toEqual([]);
  });

  test("what went wrong is told of one as it is, of several by their number", () => {
    const problem = { code: "corrupt", message: "a.png: expected a picture" };
    expect(whatWentWrong([problem], 1)).toBe(problem);
    expect(whatWentWrong([], 3)).toBeUndefined();
    expect(whatWentWrong([problem], 3)?.message).toBe("1 of 3 files could not be read: the list says why.");
    expect(whatWentWrong([], 300)?.message).toBe("The first 100 of 300 files were taken.");
  });

  test("lie in the middle of their square", () => {
    expect(placeOn(200, { width: 100, height: 50 })).toEqual({ left: 0, top: 50, scale: 2 });
  });
});

describe("words", () => {
  test("a name is cut where it has no room, and no letter is cut in two", () => {
    const context = {
      measureText: (text: string) => ({ width: 10 * Array.from(text).length }) as TextMetrics,
    };
    expect(clipped(context, "green bar", 90)).toBe("green bar");
    expect(clipped(context, "green bar", 60)).toBe("green…");
    expect(clipped(context, "🌷🌷🌷", 20)).toBe("🌷…");
    expect(clipped(context, "W", 0)).toBe("…");
  });

  test("a refusal says its kind once", () => {
    expect(sentence({ reason: "uncertain", explanation: "the networks disagree" })).toBe(
      "Uncertain: the networks disagree.",
    );
    expect(sentence({ reason: "unfamiliar", explanation: "unfamiliar: of what was held out" })).toBe(
      "Unfamiliar: of what was held out.",
    );
    const within = "3 as it stands, but set a little differently: ambiguous: it is between 3 and 5";
    expect(sentence({ reason: "ambiguous", explanation: within })).toBe(`${within}.`);
    expect(sentence({ reason: undefined, explanation: "the mean is 1" })).toBe("The mean is 1.");
  });

  test("of a row under review, the columns that are strange are known", () => {
    const { cells, hasNames } = rowOf('{"area":99999,"area_error":null,"texture":"rough"}')!;
    expect(hasNames).toBe(true);
    expect(cells.map(([, value]) => value)).toEqual(["99999", "missing", "rough"]);
    const reason = "unfamiliar: area is 99999; texture: rough";
    expect([...strangeColumns(cells, { reason })]).toEqual(["area", "texture"]);
    expect(strangeColumns(cells, { reason: "ambiguous: area or texture" }).size).toBe(0);
    expect(rowOf("[0,255]")).toMatchObject({ hasNames: false });
  });

  test("rules are said in words", () => {
    expect(ruleInWords({ kind: "model" })).toBe("the model’s own rule");
    expect(ruleInWords(tutorialRule)).toBe("the median over 0.2");
    expect(ruleInWords({ kind: "quantile", q: 0.1, threshold: 0.5, familiarity: true })).toBe(
      "90 % of networks over 0.5, if it looks familiar",
    );
  });

  test("probabilities and powers", () => {
    expect([1, 0.5, 0.0001].map(percent)).toEqual(["> 99.9 %", "50.0 %", "< 0.1 %"]);
    expect([0, -4].map(powerOfTen)).toEqual(["1", "10⁻⁴"]);
  });
});

test("a histogram counts each network once, the impossible and the certain too", () => {
  const counts = histogramOf(
    { logProbs: Float32Array.of(0, -99, -Infinity, Math.log(1.5e-3)), samples: 2 },
    0,
    2,
  );
  expect([counts[0], counts[59]]).toEqual([1, 1]);
  const other = histogramOf({ logProbs: Float32Array.of(0, -99, 0, Math.log(1.5e-3)), samples: 2 }, 1, 2);
  expect([other[0], other[31]]).toEqual([1, 1]);
});

test("of many classes the most probable are shown, in their order", () => {
  expect(shownClasses(5, Float32Array.of(0.1, 0.4, 0, 0.3, 0.2), 3)).toEqual([1, 3, 4]);
  expect(shownClasses(2, undefined, 3)).toEqual([0, 1]);
});

test("keys go through a row and stay in it", () => {
  const keys = ["ArrowRight", "ArrowLeft", "Home", "End", "Enter"];
  expect(keys.map((key) => placeAfter(key, 3, 4))).toEqual([3, 2, 0, 3, undefined]);
  expect(placeAfter("ArrowLeft", 0, 4)).toBe(0);
});

test("Undo takes strokes back, and has the drawing back that was wiped", () => {
  const [one, two] = [
    [[1, 2]],
    [
      [1, 2],
      [3, 4],
    ],
  ].map((strokes) => ({ kind: "drawing", strokes }) as const);
  const after = (state: State, ...types: readonly ("undo" | "wipe")[]): State =>
    types.reduce((before, type) => reduce(before, { type }), state);
  const drawn = reduce(initialState, { type: "show", shown: two });
  expect(canUndo(initialState)).toBe(false);
  expect(canUndo(drawn)).toBe(true);
  expect(after(drawn, "undo").shown).toEqual(one);
  expect(after(drawn, "undo", "undo", "undo").shown).toEqual(blank);
  expect(canUndo(after(drawn, "undo", "undo"))).toBe(false);
  const wiped = after(drawn, "wipe");
  expect(wiped.shown).toEqual(blank);
  expect(canUndo(wiped)).toBe(true);
  expect(after(wiped, "wipe", "undo").shown).toEqual(two);
  expect(canUndo(after(wiped, "undo", "undo", "undo"))).toBe(false);
  // What was drawn since is taken back before it.
  const since = reduce(wiped, { type: "show", shown: one });
  expect(after(since, "undo").shown).toEqual(blank);
  expect(after(since, "undo", "undo").shown).toEqual(two);
  const image = reduce(drawn, { type: "show", shown: { kind: "image", set: "digits", index: 3 } });
  expect(canUndo(after(image, "wipe"))).toBe(false);
});

test("what a model said is none of the next one's", () => {
  const [before, after] = ["a", "b"].map((name) => ({ name }) as unknown as ModelFacts);
  const drawn = reduce(initialState, { type: "show", shown: { kind: "drawing", strokes: [[1, 2]] } });
  const loaded = reduce(reduce(drawn, { type: "loaded", model: before }), { type: "loaded", model: after });
  const { shown, rule, samples } = loaded;
  const said = { type: "verdict", verdict: {} as unknown as Verdict, of: { shown, rule, samples } } as const;
  const problem = { code: "corrupt", message: "no picture" };
  expect(isAnswered(reduce(loaded, { ...said, by: before }))).toBe(false);
  expect(reduce(loaded, { type: "unanswered", problem, by: before })).toBe(loaded);
  const answered = reduce(loaded, { ...said, by: after });
  expect(isAnswered(answered)).toBe(true);
  expect(reduce(answered, { type: "unanswered", problem, by: after })).toMatchObject({ problem });
});

describe("the tour's steps", () => {
  test("are entered by the view, by their number and by an address", () => {
    const entered = reduce(initialState, { type: "view", view: "tour" });
    expect(entered).toMatchObject({ view: "tour", ...steps[0].state });
    expect(reduce(entered, { type: "step", step: 5 })).toMatchObject({ step: 5, ...steps[5].state });
    expect(stateOfAddress({ hash: "#view=tour&step=5", search: "" })).toMatchObject(steps[5].state);
  });

  test("shows no digits to a model that does not take them", () => {
    const model = { takesDigits: false, classes: ["disc", "stripes"] } as unknown as ModelFacts;
    const entered = reduce(initialState, { type: "view", view: "tour" });
    const loaded = reduce(entered, { type: "loaded", model });
    expect(loaded).toMatchObject({ view: "tour", model, shown: blank });
    expect(reduce(loaded, { type: "step", step: 5 })).toMatchObject({ step: 5, shown: blank });
    const drawn = { kind: "drawing", strokes: [[1, 2]] } as const;
    const drawing = reduce({ ...loaded, view: "draw" }, { type: "show", shown: drawn });
    expect(reduce(drawing, { type: "view", view: "tour" })).toMatchObject({ view: "tour", shown: drawn });
  });

  test("are what an address says where it says more", () => {
    const state = stateOfAddress({ hash: "#view=tour&step=5&image=digits-3", search: "" });
    expect(state).toMatchObject({ step: 5, shown: { set: "digits", index: 3 }, rule: { kind: "model" } });
    expect(addressOfState(state)).toBe("view=tour&step=5&image=digits-3");
    expect(stateOfAddress({ hash: "#view=tour&step=77", search: "" }).step).toBe(9);
  });
});
