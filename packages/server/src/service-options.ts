import * as z from "zod";
import type { Logger } from "pino";
import { NescioError } from "@nescio/core";
import { checked } from "@nescio/core/internal";
import type { StudioPage } from "./http/routes/page.js";
import { limits, type LimitName, type Limits } from "./limits.js";
import type { ModelEntry } from "./models/model-registry.js";

/** How a service is to be. */
export interface ServiceOptions {
  readonly models: readonly ModelEntry[];
  /** Address to listen at. Default 127.0.0.1: this machine alone. Beyond it, a token is required. */
  readonly host?: string | undefined;
  /** 0: any. Default 8080. */
  readonly port?: number | undefined;
  /** What clients have to say: `Authorization: Bearer TOKEN`; at least 16 characters. Default: nothing, on this machine. */
  readonly token?: string | undefined;
  /** Origins whose pages may ask: `https://app.example`. Default none. */
  readonly origins?: readonly string[] | undefined;
  /** Whether the address of a client is what a proxy in front says it is. Default false. */
  readonly behindProxy?: boolean | undefined;
  /** Folder of the review queue, `postgres://…`, or "none". */
  readonly database: string;
  /** Whether what is refused or ambiguous is put into the review queue. Default false: where a request asks for it. */
  readonly review?: boolean | undefined;
  /** Probability with which an answer is, 0 to 1. Default 0. */
  readonly audit?: number | undefined;
  /** Whether two reviewers are to label each. Default false. */
  readonly double?: boolean | undefined;
  /** What is older is deleted from the queue, in days. Default: nothing. */
  readonly keepDays?: number | undefined;
  /** Most reviews that are kept; the oldest go. Default: all. */
  readonly keepCount?: number | undefined;
  /** The capital at which the watchman raises an alarm. Default 100. */
  readonly alarmAt?: number | undefined;
  /** Threads that predict. Default: as many as the machine offers, at most 8. */
  readonly threads?: number | undefined;
  /** Whether models are loaded anew when their files change. Default true. */
  readonly watch?: boolean | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** The studio's built page. Default: none is served. */
  readonly page?: StudioPage | undefined;
  /** Default: nothing is logged. */
  readonly logger?: Logger | undefined;
}

const probability = z.number().min(0).max(1);

const schema = z.object({
  host: z.string().min(1).max(255).default("127.0.0.1"),
  port: z.int().min(0).max(65_535).default(8080),
  token: z
    .string()
    .regex(/^[A-Za-z0-9._~+/=-]{16,512}$/, "16 to 512 characters of A-Z, a-z, 0-9 and ._~+/=-")
    .optional(),
  origins: z.array(z.string().refine(isOrigin, "an origin without a path: https://app.example")).default([]),
  behindProxy: z.boolean().default(false),
  database: z.string().min(1),
  review: z.boolean().default(false),
  audit: probability.default(0),
  double: z.boolean().default(false),
  keepDays: z.number().positive().optional(),
  keepCount: z.int().nonnegative().optional(),
  alarmAt: z.number().gt(1).default(100),
  threads: z.int().min(1).max(64).optional(),
  watch: z.boolean().default(true),
  limits: z
    .strictObject(
      Object.fromEntries(
        Object.entries(limits).map(([name, { least, most, default: usual }]) => [
          name,
          z.int().min(least).max(most).default(usual),
        ]),
      ) as Record<LimitName, z.ZodDefault<z.ZodInt>>,
    )
    .prefault({}),
});

export type CheckedOptions = z.infer<typeof schema>;

const loopback = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/i;

/** Whether only this machine reaches an address. */
function isLoopback(host: string): boolean {
  return loopback.test(host);
}

/** @throws NescioError `invalid-option`; also beyond this machine without a token. */
export function checkServiceOptions({
  models,
  logger: _,
  page: __,
  ...options
}: ServiceOptions): CheckedOptions {
  const result = checked(schema, options, (path) => (path === "" ? "service" : `service, ${path}`));
  const wrong = (subject: string, expected: string, found: string, next?: string): NescioError =>
    new NescioError({ code: "invalid-option", subject, expected, found, next });
  if (models.length === 0) throw wrong("models", "at least one", "none");
  if (!isLoopback(result.host) && result.token === undefined) {
    const next = "Set NESCIO_TOKEN, for example to the output of `openssl rand -hex 32`.";
    throw wrong(`host ${result.host}`, "a token, as other machines may ask", "none", next);
  }
  if (result.database === "none" && (result.review || result.audit > 0)) {
    throw wrong("database", "one for the review queue", "none");
  }
  return result;
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
