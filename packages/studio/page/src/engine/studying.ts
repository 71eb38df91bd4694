import { wrap, type Remote } from "comlink";
import { decodeModel, type Model } from "@nescio/core";
import type { RuleChoice } from "../state/rule-choice.js";
import type { Answering } from "./answering.js";
import { Gallery } from "./gallery.js";
import { ruleOf } from "./rule-of.js";
import { occlusion, type Occlusion } from "./occlusion.js";
import { drawnDigits, othersOf } from "./study-images.js";
import { study, type Scored, type Studied, type StudyImages } from "./study.js";
import { studyFigures, type StudyFigures } from "./study-figures.js";
import { Turns } from "./turns.js";
import type { Seen } from "./verdict.js";

/** What a rule can be studied on: the page's own digits, or what somebody opened. */
export type StudySet = "digits" | "opened";

/** What is studied. */
export interface StudyAsked {
  readonly set: StudySet;
  /** Networks to sample; undefined: as many as the model wants. */
  readonly samples: number | undefined;
  readonly rule: RuleChoice;
}

/** A picture that is to be covered part by part. */
export interface OcclusionAsked {
  readonly seen: Seen;
  /** Name of the class whose probability is looked at. */
  readonly label: string;
  readonly samples: number;
}

/** A model that is studied, with what it has said. */
interface Subject {
  readonly model: Model;
  /** Which of the answering worker's models it is. */
  readonly load: number;
  readonly images: Map<string, StudyImages>;
  readonly scored: Scored;
  readonly studied: Map<string, Studied>;
}

/**
 * Studies rules on many images, and what matters in a picture, in a worker of its own, so that the pad is answered meanwhile.
 * Its model and what was opened it has from the worker that answers.
 */
export class Studying {
  readonly #gallery = new Gallery();
  readonly #turns = new Turns();
  #answering: Remote<Answering> | undefined;
  #subject: Subject | undefined;
  #study = new AbortController();
  #occlusion = new AbortController();

  /** @param port To the worker that answers; called once, first. */
  connect(port: MessagePort): void {
    this.#answering = wrap<Answering>(port);
  }

  /**
   * What a rule does on the images of a set. They are predicted when they are first asked about, and when the networks are
   * others.
   *
   * @param onProgress Called with how many of all images are predicted, while they are.
   * @throws NescioError `not-found` where nothing is opened, `invalid-data` for what does not fit the model, `aborted`.
   */
  async figures(
    { set, samples, rule }: StudyAsked,
    onProgress: (done: number, total: number) => void,
  ): Promise<StudyFigures> {
    const { signal } = (this.#study = new AbortController());
    const { opening, subject } = await this.#current();
    const { model, studied, scored } = subject;
    const name = set === "opened" ? `opened ${opening}` : set;
    const networks = samples ?? model.samples ?? 100;
    const key = `${name}, ${networks}`;
    const known = studied.get(key);
    if (known !== undefined) return studyFigures(known, ruleOf(model, rule));
    const images = subject.images.get(name) ?? (await this.#imagesOf(set, model));
    subject.images.set(name, images);
    const total = [images.labelled, ...images.others.map((other) => other.images)].reduce(
      (sum, { count }) => sum + count,
      0,
    );
    let done = 0;
    const onImages = (more: number): void => onProgress((done += more), total);
    const found = await study(model, images, networks, scored, { turns: this.#turns, signal, onImages });
    studied.set(key, found);
    return studyFigures(found, ruleOf(model, rule));
  }

  /** Ends the study that runs: its networks are wanted no more. */
  stopStudy(): void {
    this.#study.abort();
  }

  /**
   * What covering parts of a picture changes.
   *
   * @throws NescioError `aborted`.
   */
  async occlude({ seen, label, samples }: OcclusionAsked): Promise<Occlusion> {
    const { signal } = (this.#occlusion = new AbortController());
    const { model } = (await this.#current()).subject;
    return occlusion(model, seen, label, samples, { turns: this.#turns, signal });
  }

  /** Ends what `occlude` does: the picture is another one. */
  stopOcclusion(): void {
    this.#occlusion.abort();
  }

  async #imagesOf(set: StudySet, model: Model): Promise<StudyImages> {
    if (set === "digits") return drawnDigits(model, this.#gallery);
    return { labelled: await this.#answering!.openedSample(), others: othersOf(model, this.#gallery) };
  }

  /** The model that answers now, and the number of what is opened. */
  async #current(): Promise<{ readonly subject: Subject; readonly opening: number }> {
    const { load, opening } = await this.#answering!.numbers();
    if (this.#subject?.load !== load) {
      const model = decodeModel(await this.#answering!.file(), "model");
      this.#subject = { model, load, images: new Map(), scored: new WeakMap(), studied: new Map() };
    }
    return { subject: this.#subject, opening };
  }
}
