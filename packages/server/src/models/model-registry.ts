import { createHash } from "node:crypto";
import { unwatchFile, watchFile } from "node:fs";
import { NescioError } from "@nescio/core";
import { readModelFile } from "@nescio/node/internal";
import type { Predictor } from "../prediction/predictor.js";
import type { ModelFacts } from "./model-facts.js";

/** A model file and what it is called. */
export interface ModelEntry {
  readonly name: string;
  readonly file: string;
}

/** A model as it is served: another file is another one. */
export interface ServedModel {
  readonly name: string;
  /** SHA-256 of its file, hex. */
  readonly digest: string;
  readonly facts: ModelFacts;
  /** Milliseconds since 1970. */
  readonly loadedAt: number;
}

/** What became of a reload. */
export type Reload =
  | { readonly name: string; readonly digest: string; readonly isNew: boolean }
  | { readonly name: string; readonly error: Error };

export interface RegistryOptions {
  /** Told of each reload that changed something, or could not. */
  readonly onReload?: ((reload: Reload) => void) | undefined;
  /** Told of a model before it is served. */
  readonly onModel?: ((model: ServedModel) => Promise<void>) | undefined;
}

interface Entry extends ModelEntry {
  current: ServedModel;
  /** What was wrong at the last reload; undefined: nothing. */
  problem: Error | undefined;
}

/** How often files are looked at, in milliseconds. */
const watchEvery = 1000;

const nameForm = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;

/**
 * The models that are served. A file that has changed is loaded beside the old model, and takes its place at once when every thread
 * has it: a request is answered whole by the model that was there when it came. A file that cannot be used leaves the old one in
 * place.
 */
export class ModelRegistry {
  readonly #entries = new Map<string, Entry>();
  /** How many requests use a digest, and under how many names it is served. */
  readonly #uses = new Map<string, number>();
  /** Classes of all models that were there, by their digests: the review queue may know them. */
  readonly #classes = new Map<string, readonly string[]>();
  #before: Promise<unknown> = Promise.resolve();
  #isWatching = false;

  private constructor(
    private readonly predictor: Predictor,
    private readonly options: RegistryOptions,
  ) {}

  /** Loads models. Throws `NescioError` for a name that is none, or twice there, and for a file that cannot be used. */
  static async open(
    predictor: Predictor,
    models: readonly ModelEntry[],
    options: RegistryOptions = {},
  ): Promise<ModelRegistry> {
    const registry = new ModelRegistry(predictor, options);
    for (const { name, file } of models) {
      checkName(name, registry.#entries);
      const current = await registry.#load(name, file, undefined);
      registry.#entries.set(name, { name, file, current, problem: undefined });
    }
    return registry;
  }

  /** What is served under a name. */
  get(name: string): ServedModel | undefined {
    return this.#entries.get(name)?.current;
  }

  /** The path of the file of a name that is served. */
  fileOf(name: string): string {
    return this.#entries.get(name)!.file;
  }

  list(): readonly { readonly model: ServedModel; readonly problem: Error | undefined }[] {
    return Array.from(this.#entries.values(), ({ current, problem }) => ({ model: current, problem }));
  }

  /** Of a model that is, or was, served. */
  classesOf(digest: string): readonly string[] | undefined {
    return this.#classes.get(digest);
  }

  /** Keeps a model while something is asked of it. */
  async use<T>(model: ServedModel, work: () => Promise<T>): Promise<T> {
    this.#count(model.digest, 1);
    try {
      return await work();
    } finally {
      this.#count(model.digest, -1);
    }
  }

  /** Looks at all files, or that of one model, one reload after the other. */
  reload(name?: string): Promise<Reload[]> {
    const work = this.#before.then(async () => {
      const reloads: Reload[] = [];
      for (const entry of this.#entries.values()) {
        if (name === undefined || entry.name === name) reloads.push(await this.#reload(entry));
      }
      return reloads;
    });
    this.#before = work.catch(() => undefined);
    return work;
  }

  /** Reloads a model whenever its file changes. */
  watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    for (const { name, file } of this.#entries.values()) {
      // By its times, so that it is noticed on any file system, and where another file takes its place.
      watchFile(file, { interval: watchEvery, persistent: false }, () => void this.reload(name));
    }
  }

  /** Ends the watching, and waits for a reload that is under way. */
  async close(): Promise<void> {
    for (const { file } of this.#entries.values()) unwatchFile(file);
    await this.#before;
  }

  async #reload(entry: Entry): Promise<Reload> {
    const { name, file, current } = entry;
    let reload: Reload;
    try {
      const model = await this.#load(name, file, current);
      entry.problem = undefined;
      reload = { name, digest: model.digest, isNew: model !== current };
      if (!reload.isNew) return reload;
      entry.current = model;
      this.#count(current.digest, -1);
    } catch (error) {
      entry.problem = error as Error;
      reload = { name, error: error as Error };
    }
    this.options.onReload?.(reload);
    return reload;
  }

  /** The model of a file: the one before where it is the same. It counts as used once. */
  async #load(name: string, file: string, before: ServedModel | undefined): Promise<ServedModel> {
    const bytes = await readModelFile(file);
    const digest = createHash("sha256").update(bytes).digest("hex");
    if (digest === before?.digest) return before;
    this.#count(digest, 1);
    try {
      const facts = await this.predictor.load(digest, `model file ${file}`, bytes);
      const model = { name, digest, facts, loadedAt: Date.now() };
      this.#classes.set(digest, facts.classes);
      await this.options.onModel?.(model);
      return model;
    } catch (error) {
      this.#count(digest, -1);
      throw error;
    }
  }

  #count(digest: string, change: 1 | -1): void {
    const uses = (this.#uses.get(digest) ?? 0) + change;
    if (uses > 0) {
      this.#uses.set(digest, uses);
      return;
    }
    this.#uses.delete(digest);
    this.predictor.unload(digest);
  }
}

function checkName(name: string, entries: ReadonlyMap<string, unknown>): void {
  const wrong = (expected: string): NescioError =>
    new NescioError({
      code: "invalid-option",
      subject: "a model's name",
      expected,
      found: JSON.stringify(name),
      next: "Name it before its file: NAME=FILE.",
    });
  if (!nameForm.test(name)) throw wrong("at most 64 letters, digits, ., - and _, no sign at its ends");
  if (entries.has(name)) throw wrong("a name that no other model has");
}
