import type { Dataset } from "../data/dataset.js";
import { NescioError, throwIfAborted } from "../errors.js";
import type { Network } from "../layers/network.js";
import { encodeModel } from "../model/model-file.js";
import type { Model } from "../model/model.js";
import type { PictureInput } from "../reading/decode.js";
import type { Reading } from "../reading/kinds.js";
import type { Answer, AnswerOptions } from "../answer/answer-images.js";
import type { PictureAnswer } from "../answer/answer-read.js";
import type { PictureOptions } from "../answer/inputs.js";
import { receivedError, type FromAnswerer, type ToAnswerer } from "./messages.js";

/** A worker whose module is `nescio/worker`. */
export type AnswerWorker = Pick<
  Worker,
  "postMessage" | "terminate" | "onmessage" | "onerror" | "onmessageerror"
>;

/** Options of {@link RemoteAnswerer}: all that can be sent, and a signal and progress, which are heard here. */
export type RemoteOptions = Omit<AnswerOptions & PictureOptions, "decode">;

type Request = ToAnswerer extends infer M ? (M extends { id: number } ? Omit<M, "id"> : never) : never;

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: RemoteOptions["onProgress"];
}

/**
 * A model that answers in a worker, so that the page stays free: what `answer` and `answerEach` do, there.
 *
 *     const model = await RemoteAnswerer.start(worker, modelUrl);
 *     const { refused, labels } = await model.answer(file);
 */
export class RemoteAnswerer {
  readonly #waiting = new Map<number, Waiting>();
  readonly #worker: AnswerWorker;
  #next = 0;
  #ended: Error | undefined;
  #facts: Pick<RemoteAnswerer, "classes" | "network" | "reading"> | undefined;

  private constructor(worker: AnswerWorker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromAnswerer>) => this.#hear(data);
    worker.onmessageerror = () => this.#end("a message that could not be read");
    worker.onerror = (event: Event) => {
      event.preventDefault();
      const message = event instanceof ErrorEvent ? event.message : "";
      this.#end(message || "a worker that did not start");
    };
  }

  /**
   * Loads a model in a worker.
   *
   * @param worker Made by the page, as its bundler wants it, of the module `nescio/worker`. It serves this one model.
   * @param model The address of a model file, which the worker fetches; its bytes; or a model.
   * @throws NescioError `unavailable` for an address that gives none, `invalid-model` and `corrupt` as `decodeModel`;
   * `unsupported` where the worker does not start, or cannot run the kernels.
   */
  static async start(
    worker: AnswerWorker,
    model: string | URL | Uint8Array | ArrayBuffer | Model,
  ): Promise<RemoteAnswerer> {
    const answerer = new RemoteAnswerer(worker);
    try {
      answerer.#facts = await answerer.#ask({ type: "load", ...sent(model) });
    } catch (error) {
      answerer.close();
      throw error;
    }
    return answerer;
  }

  /** The model's class names, one for each output of its network. */
  get classes(): readonly string[] {
    return this.#facts!.classes;
  }

  get network(): Network {
    return this.#facts!.network;
  }

  get reading(): Reading | undefined {
    return this.#facts!.reading;
  }

  /** What the function `answer` says, with its errors, and `unsupported` where the worker has ended. */
  answer(input: Dataset, options?: RemoteOptions): Promise<Answer[]>;
  answer(input: PictureInput, options?: RemoteOptions): Promise<PictureAnswer>;
  async answer(
    input: Dataset | PictureInput,
    { signal, onProgress, ...options }: RemoteOptions = {},
  ): Promise<Answer[] | PictureAnswer> {
    return this.#ask({ type: "answer", input: sendable(input), options }, signal, onProgress);
  }

  /** What the function `answerEach` says. */
  async answerEach(
    input: PictureInput,
    { signal, onProgress, ...options }: RemoteOptions = {},
  ): Promise<PictureAnswer[]> {
    return this.#ask({ type: "answerEach", input: sendable(input), options }, signal, onProgress);
  }

  /** Ends the worker; what it was asked and has not answered is refused. */
  close(): void {
    this.#end("one that was closed");
  }

  #ask<R>(request: Request, signal?: AbortSignal, onProgress?: Waiting["onProgress"]): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      throwIfAborted(signal, "answer");
      if (this.#ended !== undefined) throw this.#ended;
      const id = this.#next++;
      const stop = (): void => this.#worker.postMessage({ id, type: "stop" } satisfies ToAnswerer);
      const settled = (): void => signal?.removeEventListener("abort", stop);
      this.#send({ ...request, id });
      signal?.addEventListener("abort", stop);
      this.#waiting.set(id, {
        resolve: (result) => {
          settled();
          resolve(result);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
        onProgress,
      });
    });
  }

  #send(message: ToAnswerer): void {
    try {
      this.#worker.postMessage(message);
    } catch (cause) {
      const found = cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause);
      const expected = "a picture and options that can be sent to a worker";
      throw new NescioError({ code: "invalid-data", subject: "picture", expected, found, cause });
    }
  }

  #hear(message: FromAnswerer): void {
    const waiting = this.#waiting.get(message.id);
    if (message.type === "progress") {
      waiting?.onProgress?.(message.done, message.total);
      return;
    }
    this.#waiting.delete(message.id);
    if (message.type === "done") waiting?.resolve(message.result as never);
    else waiting?.reject(receivedError(message.error));
  }

  #end(found: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = new NescioError({
      code: "unsupported",
      subject: "worker",
      expected: "one that runs the module nescio/worker",
      found,
    });
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}

function sent(model: string | URL | Uint8Array | ArrayBuffer | Model): {
  readonly model: Uint8Array | string;
  readonly name: string;
} {
  if (model instanceof Uint8Array) return { model, name: "model" };
  if (model instanceof ArrayBuffer) return { model: new Uint8Array(model), name: "model" };
  if (typeof model !== "string" && !(model instanceof URL)) return { model: bytesOf(model), name: "model" };
  // What is relative is meant of the page, not of the worker's own address.
  const address = new URL(model, "document" in globalThis ? document.baseURI : undefined).href;
  return { model: address, name: address };
}

function bytesOf(model: unknown): Uint8Array {
  if (typeof model === "object" && model !== null && "posterior" in model) return encodeModel(model as Model);
  throw new NescioError({
    code: "invalid-data",
    subject: "model",
    expected: "the address of a model file, its bytes, or a model",
    found: model === null ? "null" : typeof model,
  });
}

function isCanvas(input: unknown): input is OffscreenCanvas | HTMLCanvasElement {
  return typeof input === "object" && input !== null && "getContext" in input;
}

/** A canvas cannot be sent, or would be lost: its pixels are. */
function sendable<I extends Dataset | PictureInput>(input: I): I | PictureInput {
  if (!isCanvas(input)) return input;
  const context = input.getContext("2d") as CanvasRenderingContext2D | null;
  if (context !== null) return context.getImageData(0, 0, input.width, input.height);
  throw new NescioError({
    code: "invalid-data",
    subject: "picture",
    expected: "a canvas with a 2d context",
    found: "another one",
    next: "Make an ImageBitmap of it: createImageBitmap(canvas).",
  });
}
