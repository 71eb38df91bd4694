import { fileURLToPath } from "node:url";
import { pino, type Logger } from "pino";
import sharp from "sharp";
import { onTestFinished } from "vitest";
import {
  convNetwork,
  createModel,
  denseNetwork,
  firstImages,
  glyphs,
  parseRule,
  trainPosterior,
  type PosteriorKind,
} from "@nescio/core";
import { saveModel } from "@nescio/node";
import type { ServiceOptions } from "../../packages/server/src/service-options.js";
import { startService, type RunningService } from "../../packages/server/src/start-service.js";
import { sheetOf } from "./pictures.js";

/** The model that comes with the command line. */
export const boxedModel = fileURLToPath(new URL("../../packages/cli/models/mnist.nescio", import.meta.url));

/** Drawn digits, as a pen would. */
const digits = glyphs({ kind: "digits", count: 40, seed: 8 });

export const pixelsOfDigit = (i: number): Uint8Array => digits.pixels.subarray(784 * i, 784 * (i + 1));

/** One of them on paper, as a file. */
export function pictureFile(
  i: number,
  format: "png" | "jpeg" | "webp" | "gif" | "tiff" = "png",
): Promise<Buffer> {
  const { width, height, data } = sheetOf(pixelsOfDigit(i), { ground: 170 + (i % 40), ink: 50 });
  return sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .toFormat(format)
    .toBuffer();
}

/** A small model of digits with dense layers, of dropout with a convolution, as a file; another seed makes another one. */
export async function saveSmallModel(out: string, posterior: PosteriorKind, seed = 1): Promise<void> {
  const dataset = firstImages(digits, 30);
  const shape = { channels: [2], kernel: 3, hidden: [4], dropout: 0.2 };
  const network =
    posterior === "dropout" ? convNetwork([28, 28, 1], shape, 10) : denseNetwork([28, 28, 1], [6], 10);
  const result = await trainPosterior(network, dataset, {
    ...{ posterior, epochs: 2, batchSize: 10, learningRate: 0.01, seed, threads: 1 },
  });
  const rule = parseRule("max-probability:0.3");
  await saveModel(out, createModel(result, { dataset, preset: "default", samples: 12, rule }));
}

/** What a service logged, a line each. */
export interface Log {
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly text: string;
}

/** Where a service logs to for a test. */
function logInto(level = "trace"): { readonly logger: Logger; readonly log: Log } {
  let text = "";
  const logger = pino({ level }, { write: (line: string) => (text += line) });
  const log = {
    get text() {
      return text;
    },
    get lines() {
      return text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    },
  };
  return { logger, log };
}

/** A service for one test, on any port, with the boxed model as `mnist` and no database, unless said otherwise. */
export async function serviceOf(
  options: Partial<ServiceOptions> = {},
): Promise<RunningService & { readonly log: Log }> {
  const { logger, log } = logInto();
  const service = await startService({
    models: [{ name: "mnist", file: boxedModel }],
    ...{ database: "none", port: 0, threads: 1, watch: false, logger },
    ...options,
  });
  onTestFinished(() => service.close());
  return { ...service, log };
}

/** JSON of a predict request, posted. */
export function postJson(
  { address }: RunningService,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(new URL(path, address), {
    ...{ method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) },
    headers: { "Content-Type": "application/json", ...headers },
  });
}

/** A form of files. */
export function formOf(...files: readonly Uint8Array[]): FormData {
  const form = new FormData();
  files.forEach((bytes, i) => form.append(`picture${i}`, new Blob([new Uint8Array(bytes)]), `${i}.png`));
  return form;
}
