import {
  createModel,
  decodeModel,
  encodeModel,
  glyphs,
  neatGlyphJitter,
  NescioError,
  trainingSettings,
  type ImageDataset,
  type Model,
  type Picture,
  type PictureReading,
  type PosteriorKind,
  type TrainingSettings,
} from "@nescio/core";
import { ruleKindOf } from "@nescio/core/internal";
import { transfer } from "comlink";
import type { Answering, Asked } from "./answering.js";
import { exampleSet, type ExampleClass } from "./examples.js";
import { fewImages } from "./few-images.js";
import { learnFamiliar } from "./learn-familiar.js";
import { openFolder, openIdx, type FolderFile } from "./open-set.js";
import { Pictures } from "./pictures.js";
import { nothingToPromise, PromiseImages } from "./promise.js";
import { recipeOf, type PageRecipe } from "./recipes.js";
import { thumbnailOf } from "./thumbnail.js";
import { checkContinues, checkLearnable, partsOf, type TrainingParts } from "./training-parts.js";
import type { Plan, Promised, TrainingOutcome, TrainingReport, TrainingSetFacts } from "./training-plan.js";
import { accuracyOf, TrainingRun } from "./training-run.js";
import type { Seen, Verdict } from "./verdict.js";

/** A data set to learn from, and how pictures are read for it. */
interface Chosen {
  readonly set: ImageDataset;
  readonly reading: PictureReading;
}

/** What was trained last, and of what. */
interface Trained {
  readonly parts: TrainingParts;
  readonly images: number;
  readonly promise: PromiseImages | undefined;
}

/** What runs, and what it is to become. */
interface Running {
  readonly run: TrainingRun;
  readonly recipe: PageRecipe;
  readonly chosen: Chosen;
}

const seed = 20_261_201;
/** Networks sampled for a verdict while training lasts, and of what it has found. */
const liveSamples = 20;
const samples = 30;

/** Trains for the page, in a worker of its own. */
export class Training {
  readonly #pictures = new Pictures();
  readonly #opened = new Map<"idx" | "folder", Chosen>();
  #chosen: Chosen | undefined;
  #running: Running | undefined;
  #trained: Trained | undefined;

  /** @param answering Of the same worker: says what the posterior of a moment says. */
  constructor(private readonly answering: Answering) {}

  /** Digits drawn by the program: other ones for another number of them. */
  openGlyphs(count: number, hand: "neat" | "hasty"): TrainingSetFacts {
    const name = `glyphs, ${hand}, ${count}`;
    const jitter = hand === "neat" ? neatGlyphJitter : {};
    const set = glyphs({ count, seed: seed + count, kind: "digits", name, jitter });
    return this.#choose(set, { reading: { kind: "ink" } });
  }

  /** @throws NescioError as `openIdx`; `invalid-data` without labels. */
  async openIdx(files: readonly File[]): Promise<TrainingSetFacts> {
    const set = await openIdx(files);
    const isSmall = set.height === 28 && set.width === 28;
    return this.#open("idx", set, isSmall ? { reading: { kind: "ink" } } : {});
  }

  /**
   * Images of a folder, as photographs of 32×32.
   *
   * @throws NescioError as `openFolder`.
   */
  async openFolder(files: readonly FolderFile[]): Promise<TrainingSetFacts> {
    const reading: PictureReading = { reading: { kind: "photo", fit: "crop" } };
    const shape = { height: 32, width: 32, channels: 3 };
    return this.#open("folder", await openFolder(files, { ...reading, shape }), reading);
  }

  #open(of: "idx" | "folder", set: ImageDataset, reading: PictureReading): TrainingSetFacts {
    const facts = this.#choose(set, reading);
    this.#opened.set(of, { set, reading });
    return facts;
  }

  /**
   * Chooses what was opened before.
   *
   * @throws NescioError `not-found` where nothing was.
   */
  chooseOpened(of: "idx" | "folder"): TrainingSetFacts {
    const opened = this.#opened.get(of);
    if (opened !== undefined) return this.#choose(opened.set, opened.reading);
    throw new NescioError({
      code: "not-found",
      subject: "what to learn",
      expected: of === "idx" ? "IDX files of images and labels" : "a folder of images",
      found: "none",
      next: of === "idx" ? "Choose both files first." : "Choose a folder first.",
    });
  }

  /** @throws NescioError as `exampleSet`. */
  async openExamples(classes: readonly ExampleClass[]): Promise<TrainingSetFacts> {
    const { set, reading } = await exampleSet(classes, (number) => this.#pictures.get(number));
    return this.#choose(set, { reading });
  }

  /**
   * Keeps a picture as an example; what is returned is a small one of it.
   *
   * @throws NescioError as `answer` for what is no picture, or too large.
   */
  async takePicture(number: number, input: File | Picture): Promise<Seen> {
    return thumbnailOf(await this.#pictures.take(number, input));
  }

  #choose(set: ImageDataset, reading: PictureReading): TrainingSetFacts {
    checkLearnable(set);
    this.#chosen = { set, reading };
    const { name, count, classes, height, width, channels } = set;
    const size = `${height}×${width}×${channels}`;
    return { name, images: count, classes, size, few: count < fewImages };
  }

  /**
   * Trains on what was opened last.
   *
   * @throws NescioError of the set, the settings or the training.
   */
  async train(plan: Plan, onReport: (report: TrainingReport) => void): Promise<TrainingOutcome> {
    const chosen = this.#chosen;
    if (chosen === undefined) throw new Error("nothing to learn from was opened");
    const few = plan.recipe === "few";
    const parts = partsOf(chosen.set, few, seed);
    const start = plan.start && decodeModel(plan.start, "the open model");
    if (start !== undefined) checkContinues(start, chosen.set);
    const recipe = recipeOf(plan.recipe, parts.training, seed);
    const { settings, ...trained } = await this.#train(plan, parts, recipe, start, chosen, onReport);
    const { posterior, epochs, stopped } = trained;
    const familiarity = await learnFamiliar(recipe, posterior, parts, (done, total) =>
      onReport({ ...trained.last, stage: "familiarity", step: done, steps: total }),
    );
    const { split, training } = parts;
    const model = createModel(
      { ...trained, settings: { ...settings, epochs } },
      {
        dataset: few ? training : chosen.set,
        preset: recipe.preset,
        rule: familiarity === undefined ? recipe.rule : { ...recipe.rule, alpha: recipe.alpha },
        ...chosen.reading,
        samples,
        familiarity,
        continues: start?.training,
        ...(split === undefined ? {} : { images: training.count, split }),
      },
    );
    return this.#keep(model, parts, chosen.set.count, stopped);
  }

  async #train(
    plan: Plan,
    parts: TrainingParts,
    recipe: PageRecipe,
    start: Model | undefined,
    chosen: Chosen,
    onReport: (report: TrainingReport) => void,
  ) {
    const settings = trainingSettings(recipe.preset, { ...recipe.settings, ...chosenBy(plan) });
    const { posterior, members } = start === undefined ? recipe : kindOf(start.posterior);
    const run = new TrainingRun({
      network: start?.network ?? recipe.network,
      training: parts.training,
      validation: parts.validation,
      options: { ...settings, preset: recipe.preset, posterior, members, start: start?.posterior },
      onReport,
    });
    this.#running = { run, recipe, chosen };
    this.#trained = undefined;
    try {
      const result = await run.result();
      this.answering.use(this.#liveModel(result.posterior, recipe, chosen));
      return { ...result, settings: { ...settings, posterior, members: members ?? 1 } };
    } finally {
      this.#running = undefined;
    }
  }

  async #keep(
    model: Model,
    parts: TrainingParts,
    images: number,
    stopped: boolean,
  ): Promise<TrainingOutcome> {
    const promise = parts.promise && new PromiseImages(model, parts.promise);
    this.#trained = { parts, images, promise };
    this.answering.use(model);
    const file = encodeModel(model);
    const aside = parts.promise ?? parts.validation;
    const right = Math.round((await accuracyOf(model.posterior, aside)) * aside.count);
    const facts = { keptAside: aside.count, right, promise: parts.promise?.count ?? 0 };
    return transfer({ name: "trained.nescio", file, stopped, ...facts }, [file.buffer]);
  }

  pause(): void {
    this.#running?.run.pause();
  }

  resume(): void {
    this.#running?.run.resume();
  }

  /** Ends training with what it has found. */
  stop(): void {
    this.#running?.run.stop();
  }

  /** What is said of an input by what training has found by now. */
  ask(asked: Asked): Promise<Verdict> {
    if (this.#running === undefined) return this.answering.ask(asked);
    const { run, recipe, chosen } = this.#running;
    return new Promise((resolve, reject) =>
      run.look(async (posterior) => {
        this.answering.use(this.#liveModel(posterior, recipe, chosen));
        const { samples: wanted = liveSamples } = asked;
        await this.answering.ask({ ...asked, samples: wanted }).then(resolve, reject);
      }),
    );
  }

  /** What there is at a moment, as a model: without familiarity. */
  #liveModel(posterior: Model["posterior"], { rule }: PageRecipe, { set, reading }: Chosen): Model {
    const { network } = posterior;
    return { network, posterior, classes: set.classes, inputScale: "1/255", rule, ...reading };
  }

  /** The images that the last training has not seen, and those that it has, in the order in which it numbers them. */
  sets(): { readonly heldOut: ImageDataset; readonly training: ImageDataset } {
    const { parts } = this.#last();
    return { heldOut: parts.promise ?? parts.validation, training: parts.training };
  }

  /**
   * What can be promised of the last training: at most one wrong in so many answers.
   *
   * @throws NescioError `unmet` where nothing can.
   */
  async promise(oneIn: number): Promise<Promised> {
    const { images, promise } = this.#last();
    if (promise === undefined) throw nothingToPromise(1 / oneIn, images);
    const rule = await promise.ruleFor(1 / oneIn);
    const { answered, errorBound = 1 / oneIn, images: seen } = rule.calibration!;
    const condition = ruleKindOf(rule).condition(rule);
    return { answered, bound: errorBound, images: seen, condition, alpha: rule.alpha, rule };
  }

  #last(): Trained {
    if (this.#trained === undefined) throw new Error("nothing was trained yet");
    return this.#trained;
  }
}

/** What a plan says itself. */
function chosenBy({ epochs, learningRate, batchSize }: Plan): Partial<TrainingSettings> {
  return {
    ...(epochs === undefined ? {} : { epochs }),
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(batchSize === undefined ? {} : { batchSize }),
  };
}

/** The kind whose training gives such a posterior. */
function kindOf(posterior: Model["posterior"]): {
  readonly posterior: PosteriorKind;
  readonly members: number | undefined;
} {
  if (posterior.kind !== "mixture") return { posterior: posterior.kind, members: undefined };
  const { members } = posterior;
  const kinds: Readonly<Record<string, PosteriorKind>> = { point: "ensemble", swag: "multi-swag" };
  return { posterior: kinds[members[0].kind] ?? "mixture", members: members.length };
}
