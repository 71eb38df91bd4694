import { NescioError } from "../errors.js";
import { answer, answerEach, decodeModel } from "../checked.js";
import { availableVariants, kernelModule } from "../engine/kernels.js";
import type { Model } from "../model/model.js";
import type { Dataset } from "../data/dataset.js";
import type { PictureInput } from "../reading/decode.js";
import { sentError, type FromAnswerer, type ToAnswerer } from "./messages.js";

/** The worker's own end of its connection: `self` in one. */
export interface AnswererPort {
  onmessage: ((event: { readonly data: ToAnswerer }) => void) | null;
  postMessage(message: FromAnswerer): void;
}

/** Answers for the model that it is sent first, until the worker ends. */
export function serveAnswers(port: AnswererPort): void {
  const running = new Map<number, AbortController>();
  let model: Promise<Model> | undefined;

  const resultOf = async (message: Exclude<ToAnswerer, { type: "stop" }>): Promise<unknown> => {
    if (message.type === "load") {
      model = loadModel(message.model, message.name);
      const { classes, network, reading } = await model;
      return { classes, network, reading };
    }
    const { id, input } = message;
    const controller = new AbortController();
    running.set(id, controller);
    const options = {
      ...message.options,
      signal: controller.signal,
      onProgress: (done: number, total: number) => port.postMessage({ id, type: "progress", done, total }),
    };
    if (message.type === "answerEach") return answerEach(await model!, input as PictureInput, options);
    return answer(await model!, input as Dataset & PictureInput, options);
  };

  port.onmessage = ({ data }) => {
    const { id } = data;
    if (data.type === "stop") {
      running.get(id)?.abort();
      return;
    }
    resultOf(data)
      .then(
        (result) => port.postMessage({ id, type: "done", result }),
        (error: unknown) => port.postMessage({ id, type: "failed", error: sentError(error) }),
      )
      .finally(() => running.delete(id));
  };
}

/** Loads the kernels as well: a worker that has started needs nothing more of the network. */
async function loadModel(model: Uint8Array | string, name: string): Promise<Model> {
  const [bytes] = await Promise.all([
    typeof model === "string" ? fetched(model) : model,
    kernelModule(availableVariants()[0]),
  ]);
  return decodeModel(bytes, name);
}

async function fetched(address: string): Promise<Uint8Array> {
  const wrong = (found: string, cause?: unknown): NescioError =>
    new NescioError({ code: "unavailable", subject: address, expected: "a model file", found, cause });
  try {
    const response = await fetch(address);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    throw wrong(`status ${response.status}`);
  } catch (cause) {
    if (cause instanceof NescioError) throw cause;
    throw wrong(cause instanceof Error ? cause.message : String(cause), cause);
  }
}
