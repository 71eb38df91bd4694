import { availableParallelism } from "node:os";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { NescioError } from "@nescio/core";
import { Admission } from "./http/admission.js";
import { createApp } from "./http/app.js";
import { Intake } from "./intake/intake.js";
import { QueueOrder } from "./intake/queue-order.js";
import { Metrics } from "./metrics.js";
import { ModelRegistry, type Reload, type ServedModel } from "./models/model-registry.js";
import { Predictor } from "./prediction/predictor.js";
import { openReviewStore, type ReviewStore } from "./reviews/review-store.js";
import { checkServiceOptions, type CheckedOptions, type ServiceOptions } from "./service-options.js";
import { Watchman } from "./watch/watchman.js";

/** A running service. */
export interface RunningService {
  /** `http://HOST:PORT/`. */
  readonly address: string;
  readonly port: number;
  readonly models: readonly ServedModel[];
  /** Looks at the models' files anew. */
  reload(): Promise<Reload[]>;
  /** Takes no more requests, finishes those that were accepted, and ends. */
  close(): Promise<void>;
}

/** How often the queue's old reviews are deleted, in milliseconds. */
const retainEvery = 600_000;
const day = 86_400_000;

/**
 * Starts a service.
 *
 * @throws NescioError `invalid-option`; for a model that cannot be loaded, or a database that cannot be opened; `inaccessible` where the
 * port is taken.
 */
export async function startService(given: ServiceOptions): Promise<RunningService> {
  const options = checkServiceOptions(given);
  const log = given.logger ?? pino({ level: "silent" });
  const { limits } = options;
  const metrics = new Metrics();
  // What is open so far, in the order in which it is closed.
  const open: (() => Promise<void>)[] = [];
  let closing: Promise<void> | undefined;
  // Whoever asks again waits as well.
  const close = (): Promise<void> =>
    (closing ??= (async () => {
      for (const end of open.splice(0)) await end();
    })());
  try {
    const store = options.database === "none" ? undefined : await openReviewStore(options.database);
    if (store !== undefined) open.unshift(() => store.close());
    const predictor = Predictor.start({
      ...limits,
      threads: options.threads ?? Math.min(8, availableParallelism()),
      onBatch: (inputs, waits) => metrics.batch(inputs, waits),
      onDeath: (error) => {
        log.error({ err: error }, "a prediction thread ended; another takes its place");
        metrics.death();
      },
    });
    open.unshift(() => predictor.close());
    const watchman = new Watchman({
      store,
      alarmAt: options.alarmAt,
      onError: (error) => log.error({ err: error }, "the watchman's state could not be read or kept"),
    });
    open.unshift(() => watchman.close());
    const models = await ModelRegistry.open(predictor, given.models, {
      onModel: (model) => watchman.begin(model),
      onReload: (reload) => {
        metrics.reload(reload);
        if ("error" in reload)
          log.error(
            { model: reload.name, err: reload.error },
            "the model stays as it was: its file cannot be used",
          );
        else log.info({ model: reload.name, digest: reload.digest }, "model loaded");
      },
    });
    open.unshift(() => models.close());
    const admission = new Admission(limits);
    metrics.watch({ models, watchman, store, inputs: () => admission.items });
    const order =
      store &&
      new QueueOrder(store, (error) =>
        log.error({ err: error }, "the review queue could not be put in order"),
      );
    if (order !== undefined) open.unshift(() => order.close());
    const intake = store && intakeOf(store, options, () => order?.change());
    let isReady = true;
    const app = await createApp(
      {
        ...{ limits, models, predictor, admission, watchman, metrics, store, intake, order, log },
        isReady: () => isReady,
      },
      options,
      given.page,
    );
    open.unshift(async () => {
      isReady = false;
      await app.close();
    });
    if (store !== undefined)
      open.unshift(
        retain(store, options, (error) => log.error({ err: error }, "old reviews could not be deleted")),
      );
    await listen(() => app.listen({ host: options.host, port: options.port }), options);
    if (options.watch) models.watch();
    const { port } = app.server.address() as AddressInfo;
    const host = options.host.includes(":") ? `[${options.host}]` : options.host;
    return {
      address: `http://${host}:${port}/`,
      port,
      models: models.list().map(({ model }) => model),
      reload: () => models.reload(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function intakeOf(
  store: ReviewStore,
  { review, audit, double }: CheckedOptions,
  onArrival: () => void,
): Intake {
  return new Intake(store, { review, audit, labelsWanted: double ? 2 : 1 }, onArrival);
}

/** Deletes what is older, or more, than is kept, now and then. Returns what ends that. */
function retain(
  store: ReviewStore,
  { keepDays, keepCount }: CheckedOptions,
  onError: (error: unknown) => void,
): () => Promise<void> {
  if (keepDays === undefined && keepCount === undefined) return () => Promise.resolve();
  const age = keepDays === undefined ? undefined : Math.ceil(keepDays * day);
  const clear = (): void => void store.retain({ age, count: keepCount }).catch(onError);
  clear();
  const timer = setInterval(clear, retainEvery).unref();
  return () => {
    clearInterval(timer);
    return Promise.resolve();
  };
}

async function listen(start: () => Promise<unknown>, { host, port }: CheckedOptions): Promise<void> {
  try {
    await start();
  } catch (cause) {
    throw new NescioError({
      code: "inaccessible",
      subject: `${host}:${port}`,
      expected: "an address that is free, and this machine's",
      found: cause instanceof Error ? cause.message : String(cause),
      next: "Choose another with --port, or 0 for any.",
      cause,
    });
  }
}
