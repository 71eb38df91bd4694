import { hostname } from "node:os";
import type { ServedModel } from "../models/model-registry.js";
import type { Predicted } from "../prediction/prediction.js";
import type { ReviewStore } from "../reviews/review-store.js";
import { auditBound, type AuditBound } from "./audit-bound.js";
import { ModelWatch, type WatchedTraffic } from "./model-watch.js";

export interface WatchmanOptions {
  /** Where what was seen is kept, for the next start; undefined: it begins anew each time. */
  readonly store: ReviewStore | undefined;
  /** See `DriftMonitor`. Default 100. */
  readonly alarmAt?: number | undefined;
  /** Told of what could not be kept or read. */
  readonly onError: (error: unknown) => void;
}

/** What is known of a model at work. */
export interface WatchReport extends WatchedTraffic {
  readonly name: string;
  readonly digest: string;
  /** undefined where nothing is audited. */
  readonly audit: (AuditBound & { readonly contract: number | null }) | undefined;
}

/** How often what was seen is kept, in milliseconds: so much may be forgotten when the machine fails. */
const keepEvery = 10_000;
/** For how long what the audit slice says is taken as it is, in milliseconds. */
const auditFor = 5000;

/** Watches the traffic of all models of a service. Services on one database watch their own traffic each. */
export class Watchman {
  readonly #watches = new Map<string, { readonly model: ServedModel; readonly watch: ModelWatch }>();
  readonly #audits = new Map<
    string,
    { readonly at: number; readonly audit: Promise<WatchReport["audit"]> }
  >();
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly options: WatchmanOptions) {
    this.#timer = setInterval(() => void this.keep(), keepEvery).unref();
  }

  /** Goes on with what was seen of a model's file, or begins. */
  async begin(model: ServedModel): Promise<void> {
    const { store, alarmAt = 100, onError } = this.options;
    // Back from another file, it goes on with what is known, which may not be kept yet.
    let watch = this.#watches.get(keyOf(model))?.watch;
    try {
      const stored = watch === undefined ? await store?.setting(keyOf(model)) : undefined;
      if (stored !== undefined) watch = ModelWatch.restore(stored);
    } catch (error) {
      onError(error);
    }
    this.#watches.set(keyOf(model), { model, watch: watch ?? ModelWatch.start(model, alarmAt) });
  }

  /** Takes what was said of inputs, in the order in which it was said. */
  observe(model: ServedModel, predicted: readonly Predicted[]): void {
    const watch = this.#watches.get(keyOf(model))?.watch;
    for (const one of predicted) watch?.observe(one);
  }

  /** What is known of the models that are served now. */
  async report(models: readonly ServedModel[]): Promise<WatchReport[]> {
    const reports: WatchReport[] = [];
    for (const model of models) {
      const traffic = this.#watches.get(keyOf(model))?.watch.traffic;
      if (traffic === undefined) continue;
      const { name, digest } = model;
      reports.push({ name, digest, ...traffic, audit: await this.#audit(model) });
    }
    return reports;
  }

  /** Keeps what was seen since the last time. */
  async keep(): Promise<void> {
    const { store, onError } = this.options;
    if (store === undefined) return;
    for (const { model, watch } of this.#watches.values()) {
      if (!watch.isChanged) continue;
      watch.isChanged = false;
      const state = watch.toJSON();
      try {
        await store.changeSetting(keyOf(model), () => state);
      } catch (error) {
        watch.isChanged = true;
        onError(error);
      }
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.keep();
  }

  async #audit(model: ServedModel): Promise<WatchReport["audit"]> {
    const key = keyOf(model);
    const known = this.#audits.get(key);
    if (known !== undefined && performance.now() - known.at < auditFor) return known.audit;
    const audit = this.#readAudit(model);
    this.#audits.set(key, { at: performance.now(), audit });
    return audit;
  }

  async #readAudit({ name, digest, facts }: ServedModel): Promise<WatchReport["audit"]> {
    const { store, onError } = this.options;
    if (store === undefined) return undefined;
    try {
      const contract = facts.calibration?.contract;
      const maxError = contract !== undefined && "maxError" in contract ? contract.maxError : null;
      return { ...(await auditBound(store, name, digest)), contract: maxError };
    } catch (error) {
      onError(error);
      return undefined;
    }
  }
}

/** Of one model's file on one machine. */
function keyOf({ name, digest }: Pick<ServedModel, "name" | "digest">): string {
  return `watch ${hostname().slice(0, 60)} ${name} ${digest}`;
}
