import type { ErrorFacts } from "@nescio/core";
import type { ModelFacts } from "../models/model-facts.js";
import type { Input } from "./input.js";
import type { Predicted } from "./prediction.js";

/** Inputs to predict together, of one part of a request. */
export interface BatchPart {
  readonly inputs: readonly Input[];
  /** Whether log-probabilities are wanted of what is answered, too. */
  readonly keep: boolean;
}

/** What a thread is asked, one message after the other. */
export type ToThread =
  | { readonly type: "load"; readonly digest: string; readonly name: string; readonly bytes: Uint8Array }
  | { readonly type: "unload"; readonly digest: string }
  | {
      readonly type: "predict";
      readonly digest: string;
      readonly parts: readonly BatchPart[];
      readonly few: number;
    };

/** What went wrong, as it can be sent: a `NescioError`'s facts, or a fault of the service. */
export type Failure = { readonly facts: ErrorFacts } | { readonly fault: string };

/** What is said of a part. */
export type PartResult = { readonly predicted: readonly Predicted[] } | { readonly failure: Failure };

/** What a thread answers, once to each message. */
export type FromThread =
  | { readonly type: "loaded"; readonly facts: ModelFacts }
  | { readonly type: "unloaded" }
  | { readonly type: "predicted"; readonly results: readonly PartResult[] }
  | { readonly type: "failed"; readonly failure: Failure };
