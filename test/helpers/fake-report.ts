import { decide } from "../../packages/core/src/decision/decide.js";
import { defaultRule } from "../../packages/core/src/decision/preset-rules.js";
import type { Rule } from "../../packages/core/src/decision/rule.js";
import { type ByClass } from "../../packages/core/src/evaluation/by-class.js";
import type { OutOfDistribution } from "../../packages/core/src/evaluation/evaluation.js";
import { Random } from "../../packages/core/src/math/random.js";
import type { Gallery, GalleryItem, ReportData } from "../../packages/report/src/report-data.js";

export interface FakeOptions {
  /** Images per gallery. Default 12. */
  readonly images?: number;
  /** Default 100. */
  readonly samples?: number;
  /** Default "0" to "9". */
  readonly classes?: readonly string[];
  readonly rule?: Rule;
  /** Size of the outputs' differences: 1 stays within −30 or so, 30 reaches −1000. Default 1. */
  readonly scale?: number;
  readonly seed?: number;
}

const size = 28;

/** Ring-like strokes for what is known, stripes for letters, white noise for noise. */
function fakePixels(random: Random, kind: "known" | "letters" | "noise"): Uint8Array {
  const [x0, y0, radius] = [10 + random.integer(8), 10 + random.integer(8), 5 + 4 * random.uniform()];
  return Uint8Array.from({ length: size * size }, (_, i) => {
    if (kind === "noise") return random.integer(256);
    const [x, y] = [i % size, Math.floor(i / size)];
    const distance =
      kind === "known" ? Math.abs(Math.hypot(x - x0, y - y0) - radius) : Math.abs(((x + y0) % 9) - 4);
    return Math.max(0, Math.round(255 - 90 * distance));
  });
}

/**
 * Log-probabilities `[samples, classes]` of normal outputs: one class leads by `lead`, another follows at
 * `follow`, and each sampled network deviates by `spread`.
 */
function fakeLogProbs(
  random: Random,
  samples: number,
  classes: number,
  shape: { lead: number; follow: number; spread: number; best: number },
): Float32Array {
  const means = Array.from({ length: classes }, () => -2 * shape.spread * random.uniform());
  means[(shape.best + 1 + random.integer(Math.max(1, classes - 1))) % classes] = shape.follow;
  means[shape.best] = shape.lead;
  const logProbs = new Float32Array(samples * classes);
  for (let s = 0; s < samples; s++) {
    const outputs = means.map((mean) => mean + shape.spread * random.normal());
    const most = Math.max(...outputs);
    const total = most + Math.log(outputs.reduce((sum, output) => sum + Math.exp(output - most), 0));
    outputs.forEach((output, c) => (logProbs[s * classes + c] = output - total));
  }
  return logProbs;
}

/** Figures on images of an unknown kind. */
export function fakeOther(
  dataset: string,
  images: number,
  refused: number,
  auroc: number,
): OutOfDistribution {
  const below = (value: number): [number, number] => [value - 0.01, Math.min(1, value + 0.01)];
  return {
    dataset,
    images,
    refused,
    auroc,
    aupr: { in: auroc, out: auroc },
    fpr95: 1 - refused,
    reasons: { ambiguous: 0, uncertain: refused, unfamiliar: 0 },
    intervals: {
      refused: below(refused),
      auroc: below(auroc),
      auprIn: below(auroc),
      auprOut: below(auroc),
      fpr95: [0, 1],
    },
  };
}

/**
 * The same with all that a report may show: a rule that asks for familiarity, unfamiliar images with their neighbours
 * (the first without labels), scores and corruptions.
 */
export function fakeFullReport(options: FakeOptions = {}): ReportData {
  const rule = { kind: "max-probability", threshold: 0.9, alpha: 0.01 } as const;
  const data = fakeReport({ ...options, rule: { kind: "max-probability", threshold: 0.9 } });
  const random = new Random(9);
  const pens = new Random(8);
  const galleries = data.galleries.map((gallery) => ({
    ...gallery,
    items: gallery.items.map((item, i): GalleryItem => {
      if (i % 4 !== 1) return item;
      const { decision } = item;
      const neighbours = Array.from({ length: 5 }, (_, k) => ({
        index: 100 * i + k,
        pixels: fakePixels(pens, "known"),
        ...(i === 1 ? {} : { label: k % data.classes.length }),
      }));
      const unfamiliar = { kind: "unfamiliar", refused: true, labels: [], pValue: 0.0005 } as const;
      return { ...item, neighbours, decision: { ...decision, ...unfamiliar, score: 0.05 } };
    }),
  }));
  const scores = (dataset: string, inDistribution: boolean, centre: number) => ({
    dataset,
    inDistribution,
    scores: Array.from({ length: 500 }, () => Math.exp(centre + random.normal())),
  });
  const points = Array.from({ length: 6 }, (_, k) => ({
    strength: 15 * k,
    forcedAccuracy: 0.99 - 0.03 * k * k,
    refused: 0.03 + 0.03 * k * k,
    reasons: { ambiguous: 0.01, uncertain: 0.01, unfamiliar: 0.01 },
    accuracyOnAccepted: k === 5 ? null : 0.999 - 0.01 * k,
  }));
  const { inDistribution, outOfDistribution, ...rest } = data.evaluation;
  return {
    ...data,
    galleries,
    scores: [scores("mnist", true, 3), scores("noise", false, -3), scores("notmnist", false, -1)],
    evaluation: {
      ...rest,
      rule,
      inDistribution: {
        ...inDistribution,
        reasons: { ambiguous: 0.0052, uncertain: 0.0141, unfamiliar: 0.01 },
      },
      outOfDistribution: outOfDistribution.map((other) => ({
        ...other,
        reasons: { ambiguous: 0, uncertain: 0.2 * other.refused, unfamiliar: 0.8 * other.refused },
      })),
      corruptions: [
        { corruption: "rotation", unit: "°", images: 1000, points },
        { corruption: "blur", unit: "pixels", images: 1000, points },
        { corruption: "noise", unit: "", images: 1000, points },
      ],
    },
  };
}

/** A confusion matrix of 10,000 images: most are right, neighbours are confused, every seventh class fares badly. */
export function fakeByClass(names: readonly string[]): ByClass {
  const images = Math.floor(10_000 / names.length);
  const random = new Random(5);
  const confusion = names.map((_, label) => {
    const row = names.map((_, c) =>
      c !== label && random.integer(names.length) < 3 ? random.integer(label % 7 === 4 ? 12 : 4) : 0,
    );
    row[label] = images - row.reduce((a, b) => a + b, 0) - 29;
    return row;
  });
  const classes = names.map((name, c) => ({
    name,
    images,
    answered: images - 29,
    right: confusion[c][c],
    forcedRecall: (confusion[c][c] + 15) / images,
    forcedPrecision: 0.98,
  }));
  return { classes, confusion, refused: names.map(() => 29) };
}

/** Plausible report data of a network that was never trained: the same options give the same data. */
export function fakeReport(options: FakeOptions = {}): ReportData {
  const { images = 12, samples = 100, rule = defaultRule, scale = 1, seed = 1 } = options;
  const classes = options.classes ?? Array.from("0123456789");
  const gallery = (dataset: string, kind: "known" | "letters" | "noise", stream: number): Gallery => {
    const random = new Random(seed, stream);
    const items = Array.from({ length: images }, (_, i): GalleryItem => {
      const best = random.integer(classes.length);
      const known = kind === "known";
      // One image in twelve of the known kind is unsure, one hangs between two classes, one has a wrong label.
      const unsure = known && i % 12 === 3;
      const between = known && i % 12 === 5;
      const mislabelled = i % 12 === 7;
      const spread = scale * (known ? (between ? 0.8 : 1.5) : kind === "noise" ? 6 : 4);
      const lead = scale * (known ? (unsure ? 0.3 : 9) : kind === "noise" ? 0 : 6 * random.uniform());
      const follow = between ? lead - 0.6 * scale : 0;
      const logProbs = fakeLogProbs(random, samples, classes.length, { lead, follow, spread, best });
      const predictive = { images: 1, samples, classes: classes.length, logProbs };
      const pValues = rule.alpha === undefined ? undefined : [random.uniform()];
      const [decision] = decide(predictive, rule, pValues);
      const label = mislabelled ? (best + 1) % classes.length : best;
      return {
        index: 7 * i + stream,
        pixels: fakePixels(random, kind),
        ...(known ? { label } : {}),
        logProbs,
        decision,
      };
    });
    return { dataset, inDistribution: kind === "known", height: size, width: size, channels: 1, items };
  };
  return {
    title: "Nescio – mnist, preset default",
    classes,
    network: "784-1024-10",
    command: "nescio demo --preset default --seed 1",
    evaluation: {
      seed,
      samples,
      rule,
      training: {
        preset: "default",
        dataset: "mnist",
        epochs: 5,
        lossPerImageByEpoch: [2109.8, 380.2, 161.2, 112.1, 96.2],
        seconds: 23.4,
        msPerStep: 9.87,
        threads: 2,
      },
      inDistribution: {
        dataset: "mnist",
        images: 10_000,
        forcedAccuracy: 0.9846,
        nll: 0.0581,
        ece: 0.0042,
        refused: 0.0293,
        ambiguous: 0.0117,
        accuracyOnAccepted: 0.99396,
        brier: 0.0241,
        eceEqualMass: 0.0039,
        aurc: 0.000412,
        eAurc: 0.000291,
        augrc: 0.000388,
        coverageAtRisk: [
          { risk: 0.001, coverage: 0.9012 },
          { risk: 0.005, coverage: 0.9688 },
          { risk: 0.01, coverage: 0.9894 },
        ],
        reasons: { ambiguous: 0, uncertain: 0.0293, unfamiliar: 0 },
        byClass: fakeByClass(classes),
        reliability: [
          { confidence: 0.45, accuracy: 0.5, count: 60 },
          { confidence: 0.72, accuracy: 0.66, count: 240 },
          { confidence: 0.99, accuracy: 0.995, count: 9700 },
        ],
        riskCoverage: Array.from({ length: 100 }, (_, i) => ({
          coverage: (i + 1) / 100,
          risk: 0.0154 * ((i + 1) / 100) ** 12,
        })),
        intervals: {
          forcedAccuracy: [0.9821, 0.987],
          nll: [0.0512, 0.0655],
          brier: [0.0219, 0.0265],
          refused: [0.0261, 0.0327],
          accuracyOnAccepted: [0.9923, 0.9955],
          aurc: [0.0003, 0.0006],
          eAurc: [0.0002, 0.0004],
          augrc: [0.0003, 0.0005],
        },
      },
      outOfDistribution: [fakeOther("noise", 1000, 1, 0.9997), fakeOther("notmnist", 10_000, 0.8104, 0.9571)],
      prediction: { seconds: 2.31, images: 10_000 },
    },
    galleries: [
      gallery("mnist", "known", 1),
      gallery("noise", "noise", 2),
      gallery("notmnist", "letters", 3),
    ],
  };
}
