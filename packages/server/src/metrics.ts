import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { ModelRegistry, Reload } from "./models/model-registry.js";
import type { Predicted } from "./prediction/prediction.js";
import type { ReviewStore } from "./reviews/review-store.js";
import type { Watchman } from "./watch/watchman.js";

/** What figures are read from when somebody asks for them. */
export interface MetricSources {
  readonly models: ModelRegistry;
  readonly watchman: Watchman;
  readonly store: ReviewStore | undefined;
  /** Inputs that have been accepted and not answered. */
  readonly inputs: () => number;
}

/** The service's figures, as Prometheus reads them. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    ...{
      name: "nescio_http_requests_total",
      help: "Requests, by route and status",
      registers: [this.#registry],
    },
    labelNames: ["route", "method", "status"],
  });
  readonly #seconds = new Histogram({
    ...{
      name: "nescio_http_request_seconds",
      help: "From a request's headers to its answer",
      registers: [this.#registry],
    },
    labelNames: ["route"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  readonly #predictions = new Counter({
    ...{ name: "nescio_predictions_total", help: "Inputs, by decision", registers: [this.#registry] },
    labelNames: ["model", "decision", "refused"],
  });
  readonly #batch = new Histogram({
    ...{
      name: "nescio_batch_inputs",
      help: "Inputs that are predicted together",
      registers: [this.#registry],
    },
    buckets: [1, 2, 4, 8, 16, 32, 64, 128],
  });
  readonly #wait = new Histogram({
    ...{
      name: "nescio_queue_wait_seconds",
      help: "How long inputs wait for a thread",
      registers: [this.#registry],
    },
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  });
  readonly #reloads = new Counter({
    ...{
      name: "nescio_model_reloads_total",
      help: "Models that were loaded anew, or could not be",
      registers: [this.#registry],
    },
    labelNames: ["model", "result"],
  });
  readonly #deaths = new Counter({
    ...{
      name: "nescio_prediction_thread_deaths_total",
      help: "Threads that ended by themselves",
      registers: [this.#registry],
    },
  });
  readonly #lost = new Counter({
    ...{
      name: "nescio_reviews_lost_total",
      help: "Inputs that the review queue could not take",
      registers: [this.#registry],
    },
  });

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Reads figures of these from now on. */
  watch({ models, watchman, store, inputs }: MetricSources): void {
    // Else the first reload would be no increase.
    for (const { model } of models.list())
      for (const result of ["loaded", "refused"]) this.#reloads.inc({ model: model.name, result }, 0);
    const registers = [this.#registry];
    const gauge = <L extends string>(
      name: string,
      help: string,
      labelNames: L[],
      collect: (gauge: Gauge<L>) => void | Promise<void>,
    ) =>
      new Gauge<L>({
        ...{ name, help, labelNames, registers },
        async collect() {
          this.reset();
          await collect(this);
        },
      });
    gauge("nescio_inputs_under_way", "Inputs that have been accepted and not answered", [], (own) =>
      own.set(inputs()),
    );
    gauge("nescio_model_info", "Which file is served under a name", ["model", "digest"], (own) => {
      for (const { model } of models.list()) own.set({ model: model.name, digest: model.digest }, 1);
    });
    gauge("nescio_model_stale", "1 where a model's file could not be loaded anew", ["model"], (own) => {
      for (const { model, problem } of models.list())
        own.set({ model: model.name }, problem === undefined ? 0 : 1);
    });
    const reports = () => watchman.report(models.list().map(({ model }) => model));
    gauge(
      "nescio_drift_log_capital",
      "ln of what was won by betting that the traffic has changed",
      ["model"],
      async (own) => {
        for (const { name, drift } of await reports()) if (drift) own.set({ model: name }, drift.logCapital);
      },
    );
    gauge(
      "nescio_drift_alarm",
      "1 since the capital reached its bound: false with a probability of at most 1/A",
      ["model"],
      async (own) => {
        for (const { name, drift } of await reports())
          if (drift) own.set({ model: name }, drift.alarm === null ? 0 : 1);
      },
    );
    gauge("nescio_audit_labelled", "Answers of the audit slice that were decided", ["model"], async (own) => {
      for (const { name, audit } of await reports()) if (audit) own.set({ model: name }, audit.labelled);
    });
    gauge(
      "nescio_audit_error_bound",
      "Upper bound of the share of wrong answers, 95 %, at all times",
      ["model"],
      async (own) => {
        for (const { name, audit } of await reports())
          if (audit?.bound != null) own.set({ model: name }, audit.bound);
      },
    );
    gauge(
      "nescio_audit_contract",
      "Largest share of wrong answers that the model's contract allows",
      ["model"],
      async (own) => {
        for (const { name, audit } of await reports())
          if (audit?.contract != null) own.set({ model: name }, audit.contract);
      },
    );
    gauge("nescio_reviews", "Reviews, by state", ["state"], async (own) => {
      const counts = await store?.counts().catch(() => undefined);
      for (const [state, count] of Object.entries(counts ?? {})) own.set({ state }, count);
    });
  }

  request(route: string, method: string, status: number, seconds: number): void {
    this.#requests.inc({ route, method, status });
    this.#seconds.observe({ route }, seconds);
  }

  predicted(model: string, all: readonly Predicted[]): void {
    for (const { prediction } of all) {
      this.#predictions.inc({ model, decision: prediction.decision, refused: String(prediction.refused) });
    }
  }

  batch(inputs: number, waits: readonly number[]): void {
    this.#batch.observe(inputs);
    for (const wait of waits) this.#wait.observe(wait);
  }

  reload(reload: Reload): void {
    this.#reloads.inc({ model: reload.name, result: "error" in reload ? "refused" : "loaded" });
  }

  death(): void {
    this.#deaths.inc();
  }

  lost(count: number): void {
    this.#lost.inc(count);
  }

  /** In Prometheus' text form. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}
