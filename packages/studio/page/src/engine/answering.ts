import {
  decodeModel,
  encodeModel,
  type ImageDataset,
  type Model,
  type Picture,
  type Read,
  type Rule,
} from "@nescio/core";
import { defaultReading, imageInput, inputsOf, type Assessment } from "@nescio/core/internal";
import { expose, transfer } from "comlink";
import type { RuleChoice } from "../state/rule-choice.js";
import type { GallerySet, Shown } from "../state/shown.js";
import { drawingPicture } from "./drawing.js";
import { galleryImages, type GalleryImages } from "./gallery-images.js";
import { checkNames } from "./examples.js";
import { Gallery } from "./gallery.js";
import { modelFacts, type ModelFacts } from "./model-facts.js";
import { imagesAt, trainingSet, type NearestImage } from "./nearest-images.js";
import { checkFits, fits, imageOf, openedFacts, openedSample, type OpenedFacts } from "./opened-images.js";
import { openFolder, openIdx, type FolderFile } from "./open-set.js";
import { ruleOf } from "./rule-of.js";
import { runningVerdicts, type RunningVerdict, type Said } from "./running-verdicts.js";
import { Pictures } from "./pictures.js";
import { pictureOfInput, previewOf, type Preview } from "./preview.js";
import { greyOf, takenOf, type Taken } from "./taken.js";
import { verdictOf } from "./verdict-of.js";
import { ThreadsAside } from "./threads-aside.js";
import type { Seen, Verdict } from "./verdict.js";

/** How an input is asked about. */
export interface Asked {
  readonly shown: Shown;
  readonly rule: RuleChoice;
  /** Networks to sample; undefined: as many as the model wants. */
  readonly samples: number | undefined;
}

/** An input that was assessed: another rule needs no other networks. */
interface Remembered {
  readonly model: Model;
  readonly shown: Shown;
  readonly samples: number;
  readonly read: Read;
  readonly assessment: Assessment;
}

/** Whatever is read and answered as a drawing is. */
const someDrawing: Shown = { kind: "drawing", strokes: [[60, 60, 200, 60, 120, 220]] };

/** Answers for the page, in a worker. A model that is loaded meanwhile is that of the next question. */
export class Answering {
  readonly gallery = new Gallery();
  readonly #pictures = new Pictures();
  /** What was read of pictures for the model: another rule, and a list, need no decoding. */
  readonly #reads = new Map<number, Read>();
  #model: Model | undefined;
  #load = 0;
  /** Whether anything was asked of the model. */
  #isAsked = false;
  #last: Remembered | undefined;
  readonly #threads = new ThreadsAside();

  get model(): Model {
    if (this.#model === undefined) throw new Error("no model is loaded yet");
    return this.#model;
  }

  /** Opens a model file. The one before stays where this one cannot be read. */
  async load(file: Uint8Array | Blob, name: string): Promise<ModelFacts> {
    const bytes = file instanceof Uint8Array ? file : new Uint8Array(await file.arrayBuffer());
    const model = decodeModel(bytes, name);
    const facts = modelFacts(model, name);
    await this.#model?.familiarity?.close();
    this.use(model);
    await this.#threads.use(true);
    this.gallery.forgetTraining();
    this.#isAsked = false;
    setTimeout(() => this.#isAsked || this.#startThreads(), 500);
    return facts;
  }

  #startThreads(): void {
    const { model } = this;
    void this.#threads.start(model, () => this.#read(model, someDrawing));
  }

  /** Takes a model that is not in a file. */
  use(model: Model): void {
    void this.#threads.use(false);
    this.#put(model);
    this.#reads.clear();
  }

  /** Has another model answer from the next question on, which reads pictures in the same way. */
  #put(model: Model): void {
    this.#model = model;
    this.#load++;
    this.#last = undefined;
  }

  /** Gives the model's classes other names. */
  rename(classes: readonly string[], name: string): ModelFacts {
    checkNames(classes);
    this.#put({ ...this.model, classes: classes.map((each) => each.trim()) });
    return modelFacts(this.model, name);
  }

  /** Lets the model decide by another rule. */
  decideBy(rule: Rule, name: string): ModelFacts {
    this.#put({ ...this.model, rule });
    return modelFacts(this.model, name);
  }

  /** What the model was trained on, and what it has not seen. */
  openTrained(heldOut: ImageDataset, training: ImageDataset): void {
    this.gallery.openTrained(heldOut, training);
  }

  /**
   * Keeps a picture's file under a number, if it can be decoded.
   *
   * @throws NescioError as `answer` for what is no picture, or too large.
   */
  async takePicture(id: number, file: File): Promise<void> {
    await this.#pictures.take(id, file);
  }

  forgetPictures(): void {
    this.#pictures.forget();
    this.#reads.clear();
  }

  /**
   * What is shown, for the page to paint; a drawing as the model gets it.
   *
   * @param longest Most pixels along a side.
   */
  async preview(shown: Shown, longest: number): Promise<Preview> {
    const picture =
      shown.kind === "image" ? pictureOfInput(this.#image(shown)) : await this.#pictureOf(shown);
    const preview = await previewOf(picture, longest);
    return transfer(preview, [preview.bitmap]);
  }

  /** Some images of a set of the gallery, from one on. */
  galleryImages(set: GallerySet, from: number, count: number): GalleryImages {
    return galleryImages(this.gallery, set, from, count);
  }

  /** How a program asks the same. */
  take({ shown, rule, samples }: Asked): Promise<Taken> {
    return takenOf(shown, {
      image: this.#takenImage(shown),
      rule: rule.kind === "model" ? undefined : ruleOf(this.model, rule),
      samples,
    });
  }

  #takenImage(shown: Shown): Seen | undefined {
    switch (shown.kind) {
      case "drawing":
        return greyOf(drawingPicture(shown.strokes));
      case "image":
        return this.#image(shown);
      case "picture":
        return undefined;
    }
  }

  /** The model's file, for another worker. */
  file(): Uint8Array {
    return encodeModel(this.model);
  }

  /** The model's file to keep, which has been read back. */
  save(): Uint8Array {
    const file = this.file();
    decodeModel(file, "saved model");
    return file;
  }

  async ask({ shown, rule, samples }: Asked): Promise<Verdict> {
    const since = performance.now();
    this.#isAsked = true;
    const { model } = this;
    const { read, assessment } = await this.#assessed(model, shown, samples ?? model.samples ?? 100);
    // When the first verdict is painted.
    if (this.#threads.areMissing(model)) setTimeout(() => this.#startThreads(), 200);
    return verdictOf(model, read, assessment, rule, since);
  }

  /** Answers another worker, too. */
  lend(port: MessagePort): void {
    expose(this, port);
  }

  /** Which model it is, and which opened set: counted. */
  numbers(): { readonly load: number; readonly opening: number } {
    return { load: this.#load, opening: this.gallery.openings };
  }

  /** What would be said after each of the networks. */
  running(said: Said, rule: RuleChoice): readonly RunningVerdict[] {
    return runningVerdicts(this.model, said, ruleOf(this.model, rule));
  }

  /**
   * Opens a data set of IDX files in the place of the last one.
   *
   * @throws NescioError as `openIdx`, `invalid-data` for images that the model does not take.
   */
  async openIdx(files: readonly File[]): Promise<OpenedFacts> {
    return this.#open(await openIdx(files, this.model.classes));
  }

  /**
   * Opens a folder of images, read as the model reads pictures.
   *
   * @throws NescioError as `openFolder`.
   */
  async openFolder(files: readonly FolderFile[]): Promise<OpenedFacts> {
    const { network, classes, reading = defaultReading, invert, background } = this.model;
    const options = { shape: imageInput(network), classes, reading, invert, background };
    return this.#open(await openFolder(files, options));
  }

  #open(set: ImageDataset): OpenedFacts {
    checkFits(this.model, set);
    this.gallery.open(set);
    return openedFacts(this.model, set, this.gallery);
  }

  /** What is opened, where the model takes images of that size. */
  opened(): OpenedFacts | undefined {
    const { opened } = this.gallery;
    return opened && fits(this.model, opened) ? openedFacts(this.model, opened, this.gallery) : undefined;
  }

  /**
   * The images of the opened set that rules are studied on.
   *
   * @throws NescioError `not-found` where there is none, `invalid-data` where it does not fit the model.
   */
  openedSample(): ImageDataset {
    return openedSample(this.model, this.gallery.get("opened"));
  }

  /** The training images at some places; undefined where the page does not have them. */
  nearest(places: Uint32Array): readonly NearestImage[] | undefined {
    const set = trainingSet(this.model, this.gallery);
    return set && imagesAt(set, places);
  }

  /** Answers for each character of a picture or a drawing, from left to right and line by line. */
  async askEach({ shown, rule, samples }: Asked): Promise<Verdict[]> {
    const { model } = this;
    const verdicts: Verdict[] = [];
    for (const read of await inputsOf(model, await this.#inputOf(shown, model), {}, "each")) {
      const since = performance.now();
      const assessment = await this.#threads.assess(model, read, samples ?? model.samples ?? 100);
      verdicts.push(verdictOf(model, read, assessment, rule, since));
    }
    return verdicts;
  }

  async #assessed(model: Model, shown: Shown, samples: number): Promise<Remembered> {
    const last = this.#last;
    // Each message brings a copy, so what is the same has to be compared.
    const isSame = JSON.stringify(last?.shown) === JSON.stringify(shown);
    if (last?.model === model && last.samples === samples && isSame) return last;
    const read = await this.#read(model, shown);
    const assessment = await this.#threads.assess(model, read, samples);
    return (this.#last = { model, shown, samples, read, assessment });
  }

  async #read(model: Model, shown: Shown): Promise<Read> {
    const known = shown.kind === "picture" ? this.#reads.get(shown.id) : undefined;
    if (known !== undefined) return known;
    const [read] = await inputsOf(model, await this.#inputOf(shown, model), {}, "one");
    if (shown.kind === "picture" && model === this.#model) this.#reads.set(shown.id, read);
    return read;
  }

  /** An image of a set is taken as it is; all else is read. */
  async #inputOf(shown: Shown, model: Model): Promise<Picture | Uint8ClampedArray> {
    if (shown.kind !== "image") return this.#pictureOf(shown);
    return imageOf(this.gallery.upTo(shown.set, shown.index + 1), shown.index, model);
  }

  async #pictureOf(shown: Exclude<Shown, { kind: "image" }>): Promise<Picture> {
    return shown.kind === "drawing" ? drawingPicture(shown.strokes) : this.#pictures.get(shown.id);
  }

  #image({ set, index }: Extract<Shown, { kind: "image" }>): Seen {
    return this.galleryImages(set, index, 1);
  }
}
