/** A bound that keeps one client from taking what all share. */
export interface Limit {
  readonly default: number;
  readonly unit:
    "bytes" | "pixels" | "items" | "requests a second" | "milliseconds" | "connections" | "parts";
  /** What is bounded, to follow "at most". */
  readonly what: string;
  /** What is answered beyond it. */
  readonly beyond: string;
  readonly least: number;
  readonly most: number;
}

const mebi = 2 ** 20;

/** Every limit of the service: the command's options, the documentation and the checks are made of this table. */
export const limits = {
  bodyBytes: {
    ...{ default: 32 * mebi, least: 1024, most: 1024 * mebi, unit: "bytes" },
    ...{ what: "bytes of a request's body, all parts together", beyond: "413" },
  },
  fileBytes: {
    ...{ default: 16 * mebi, least: 1024, most: 1024 * mebi, unit: "bytes" },
    ...{ what: "bytes of one uploaded file", beyond: "413" },
  },
  parts: {
    ...{ default: 64, least: 1, most: 1000, unit: "parts" },
    ...{ what: "files of an upload", beyond: "413" },
  },
  inputs: {
    ...{ default: 256, least: 1, most: 100_000, unit: "items" },
    ...{ what: "inputs of a request", beyond: "413" },
  },
  picturePixels: {
    ...{ default: 2 ** 24, least: 1, most: 2 ** 26, unit: "pixels" },
    ...{ what: "pixels of a picture, read from its header before it is decoded", beyond: "413" },
  },
  headerBytes: {
    ...{ default: 16_384, least: 1024, most: mebi, unit: "bytes" },
    ...{ what: "bytes of a request's headers", beyond: "431" },
  },
  headersTimeout: {
    ...{ default: 10_000, least: 100, most: 600_000, unit: "milliseconds" },
    ...{ what: "until a request's headers have come", beyond: "408" },
  },
  requestTimeout: {
    ...{ default: 30_000, least: 100, most: 600_000, unit: "milliseconds" },
    ...{ what: "until a request has come whole", beyond: "408" },
  },
  deadline: {
    ...{ default: 10_000, least: 1, most: 600_000, unit: "milliseconds" },
    ...{ what: "until a prediction is answered, where the request does not say less", beyond: "504" },
  },
  bodiesBytes: {
    ...{ default: 512 * mebi, least: 1024, most: 65_536 * mebi, unit: "bytes" },
    ...{ what: "bytes of all bodies at a time", beyond: "503 with Retry-After" },
  },
  queueItems: {
    ...{ default: 512, least: 1, most: 100_000, unit: "items" },
    ...{ what: "inputs that have been accepted and not answered", beyond: "503 with Retry-After" },
  },
  queuePixels: {
    ...{ default: 2 ** 26, least: 1, most: 2 ** 30, unit: "pixels" },
    ...{ what: "pixels of these", beyond: "503 with Retry-After" },
  },
  batchItems: {
    ...{ default: 32, least: 1, most: 1024, unit: "items" },
    ...{ what: "inputs that are predicted together", beyond: "the next batch" },
  },
  batchPixels: {
    ...{ default: 2 ** 23, least: 1, most: 2 ** 28, unit: "pixels" },
    ...{ what: "pixels of these", beyond: "the next batch" },
  },
  rate: {
    ...{ default: 200, least: 0, most: 1_000_000, unit: "requests a second" },
    ...{
      what: "requests of one address a second, on average over ten; 0: any number",
      beyond: "429 with Retry-After",
    },
  },
  connections: {
    ...{ default: 1024, least: 1, most: 65_535, unit: "connections" },
    ...{ what: "connections at a time", beyond: "closed" },
  },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;
export type Limits = Readonly<Record<LimitName, number>>;
