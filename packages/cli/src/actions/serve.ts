import { basename } from "node:path";
import { pino, type Level } from "pino";
import { NescioError } from "@nescio/core";
import {
  defaultReviewFolder,
  limits,
  startService,
  type LimitName,
  type Limits,
  type ModelEntry,
  type RunningService,
  type StudioPage,
} from "@nescio/server";
import { contentSecurityPolicy, pageFolder, pageHeaders } from "@nescio/studio";
import { boxedModel } from "../boxed-model.js";
import type { CommandContext } from "../run-command.js";

/** What the command takes, beyond what all share. */
export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly origin?: string[];
  readonly behindProxy?: boolean;
  readonly database?: string;
  readonly review?: boolean;
  readonly audit: number;
  readonly double?: boolean;
  readonly keepDays?: number;
  readonly keepCount?: number;
  readonly alarm: number;
  readonly watch: boolean;
  readonly page: boolean;
  readonly limit: readonly string[];
  readonly log?: Level | "silent";
}

const page: StudioPage = {
  folder: pageFolder,
  headers: {
    ...pageHeaders,
    "Content-Security-Policy": `${contentSecurityPolicy}; frame-ancestors 'self'`,
    // Others cannot have the model.
    "Cross-Origin-Resource-Policy": "same-origin",
  },
};

/** Serves until it is told to stop. */
export async function serve(
  { options, ui, signal }: CommandContext<ServeOptions>,
  given: string[],
): Promise<void> {
  const level = options.log ?? (ui.terminal ? "warn" : "info");
  const logger = pino({ level }, pino.destination({ dest: 2, sync: true }));
  const database = options.database ?? defaultReviewFolder();
  const service = await startService({
    models: given.length === 0 ? [{ name: "mnist", file: boxedModel }] : given.map(entryOf),
    ...{
      host: options.host,
      port: options.port,
      token: tokenOf(process.env.NESCIO_TOKEN),
      origins: options.origin,
    },
    ...{ behindProxy: options.behindProxy, database, review: options.review, audit: options.audit },
    ...{
      double: options.double,
      keepDays: options.keepDays,
      keepCount: options.keepCount,
      alarmAt: options.alarm,
    },
    ...{ threads: options.threads, watch: options.watch, limits: limitsOf(options.limit), logger },
    page: options.page ? page : undefined,
  });
  const reload = (): void => void service.reload();
  process.on("SIGHUP", reload);
  try {
    const { address, port, models } = service;
    ui.result({ address, port, database, models: models.map(({ name, digest }) => ({ name, digest })) }, () =>
      described(service, ui.colors),
    );
    const queue =
      database === "none"
        ? "There is no review queue."
        : `The review queue is in ${shownDatabase(database)}.`;
    ui.notice(`${queue} The service is there until Ctrl-C.`);
    // To be told to stop is how a service ends: all is well.
    await stopped(signal);
  } finally {
    process.off("SIGHUP", reload);
    await service.close();
  }
}

function described(
  { address, models }: RunningService,
  { bold }: { bold: (text: string) => string },
): string {
  const [{ name }] = models;
  const input =
    models[0].facts.input.kind === "images" ? "-F image=@picture.png" : "--json '{\"inputs\": […]}'";
  return `${bold(address)}  ${models.map((model) => model.name).join(", ")}\n  curl ${input} ${address}v1/models/${name}/predict\n  ${address}docs`;
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Without a password. */
function shownDatabase(address: string): string {
  return /^postgres(?:ql)?:/.test(address) ? new URL(address).host : address;
}

function entryOf(text: string): ModelEntry {
  const named = /^([A-Za-z0-9._-]+)=(.+)$/s.exec(text);
  if (named !== null) return { name: named[1], file: named[2] };
  return { name: basename(text).replace(/\.nescio$/i, ""), file: text };
}

function tokenOf(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text;
}

function limitsOf(texts: readonly string[]): Partial<Limits> {
  return Object.fromEntries(
    texts.map((text) => {
      const [name, value] = text.split("=", 2);
      if (Object.hasOwn(limits, name) && /^\d+$/.test(value)) return [name as LimitName, Number(value)];
      throw new NescioError({
        code: "invalid-option",
        subject: "--limit",
        expected: `NAME=NUMBER, with one of ${Object.keys(limits).join(", ")}`,
        found: JSON.stringify(text),
      });
    }),
  );
}
