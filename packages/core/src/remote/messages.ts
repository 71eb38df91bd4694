import type { Dataset } from "../data/dataset.js";
import { NescioError, type ErrorFacts } from "../errors.js";
import type { PictureInput } from "../reading/decode.js";
import type { AnswerOptions } from "../answer/answer-images.js";
import type { PictureOptions } from "../answer/inputs.js";

/** What of the options can be sent. */
export type SentOptions = Omit<AnswerOptions & PictureOptions, "signal" | "onProgress" | "decode">;

/** What the worker is told, each but `stop` answered once. `id` tells answers apart. */
export type ToAnswerer =
  | { readonly id: number; readonly type: "load"; readonly model: Uint8Array | string; readonly name: string }
  | {
      readonly id: number;
      readonly type: "answer" | "answerEach";
      readonly input: Dataset | PictureInput;
      readonly options: SentOptions;
    }
  | { readonly id: number; readonly type: "stop" };

/** What it says. */
export type FromAnswerer =
  | { readonly id: number; readonly type: "done"; readonly result: unknown }
  | { readonly id: number; readonly type: "progress"; readonly done: number; readonly total: number }
  | { readonly id: number; readonly type: "failed"; readonly error: SentError };

/** An error as it is sent: a `NescioError` by its facts, any other by its message. */
export type SentError = Omit<ErrorFacts, "cause"> | { readonly message: string };

export function sentError(error: unknown): SentError {
  if (error instanceof NescioError) return error.toJSON();
  return { message: error instanceof Error ? error.message : String(error) };
}

export function receivedError(error: SentError): Error {
  return "code" in error ? new NescioError(error) : new Error(error.message);
}
