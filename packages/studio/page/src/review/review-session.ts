import { ServiceError, serviceErrorOf } from "../service/request.js";
import type { Counts, Review } from "../service/review.js";
import { claim, counts, findReview, judge, leaseSeconds, undo, type Judgement } from "../service/reviews.js";
import { loadInput, releaseInput, type ReviewInput } from "./review-input.js";
import { keptVerdicts, keepVerdicts } from "./unsent.js";

/** A review that the reviewer has. */
export interface ReviewItem {
  readonly review: Review;
  /** Undefined while it is loaded. */
  readonly input: ReviewInput | undefined;
  /** When the lease ends, by this machine's clock; null: it was opened by its number, without a lease. */
  readonly until: number | null;
}

export interface ReviewSessionState {
  readonly reviewer: string;
  /** The first one is shown; the others wait behind it. */
  readonly items: readonly ReviewItem[];
  readonly counts: Counts | undefined;
  /** Verdicts given since the page was opened. */
  readonly decided: number;
  /** Verdicts that the service does not have yet, in their order. */
  readonly unsent: readonly Judgement[];
  readonly connection: "well" | "lost" | "unauthorized";
  /** What the service said when the connection was not well, or when it refused something. */
  readonly problem: string | undefined;
  /** What happened last, for who listens. */
  readonly said: string;
  /** Whether the queue had nothing for this reviewer when it was asked last. */
  readonly isEmpty: boolean;
}

/** The one that is shown, and two behind it. */
const wanted = 3;

/**
 * A reviewer's way through the queue. It shows the next review at once and sends verdicts behind, in their order; what could
 * not be sent is kept, over a reload too, until it can. It outlives the view, so that nothing is lost by a look at another.
 */
export class ReviewSession {
  #state: ReviewSessionState = {
    ...{ reviewer: "", items: [], counts: undefined, decided: 0, unsent: keptVerdicts() },
    ...{ connection: "well", problem: undefined, said: "", isEmpty: false },
  };
  readonly #listeners = new Set<() => void>();
  #sending: Promise<void> | undefined;
  #filling: Promise<void> | undefined;
  readonly #loading = new Set<string>();
  /** Items whose verdicts are not sent, to be shown again when they are taken back. */
  readonly #judged = new Map<string, ReviewItem>();

  get state(): ReviewSessionState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Begins, or goes on as somebody else. */
  start(reviewer: string): void {
    if (reviewer === this.#state.reviewer) return;
    for (const { input } of this.#state.items) releaseInput(input);
    this.#set({ reviewer, items: [], isEmpty: false, problem: undefined, said: "" });
    void this.goOn();
  }

  /** Gives the shown review a label; null skips it. */
  judge(label: string | null): void {
    const { reviewer, items, unsent, decided } = this.#state;
    const item = items.at(0);
    if (item === undefined || reviewer === "") return;
    const { id, verdicts } = item.review;
    const replace = verdicts.some((verdict) => verdict.reviewer === reviewer);
    this.#judged.set(id, item);
    this.#set({
      items: items.slice(1),
      unsent: [...unsent, { id, reviewer, label, replace }],
      decided: decided + 1,
      problem: this.#state.connection === "well" ? undefined : this.#state.problem,
      said: label === null ? "Skipped." : `Labelled ${label}.`,
    });
    keepVerdicts(this.#state.unsent);
    void this.goOn();
  }

  /** Takes the last verdict back, and shows its review again. */
  async undo(): Promise<void> {
    if (this.#state.reviewer === "") return;
    await this.#send();
    const { reviewer, unsent } = this.#state;
    const last = unsent.at(-1);
    if (last !== undefined) {
      // It never reached the service.
      const item = this.#judged.get(last.id);
      this.#set({ unsent: unsent.slice(0, -1) });
      keepVerdicts(this.#state.unsent);
      if (item === undefined) await this.open(last.id);
      else this.#takenBack(item);
      return;
    }
    await this.#asking(async () => {
      const review = await undo(reviewer);
      if (review === undefined) this.#set({ said: "There is nothing to take back." });
      else this.#takenBack({ review, input: undefined, until: Date.now() + 1000 * leaseSeconds });
    });
    this.#load();
    void this.#count();
  }

  /** Shows a review by its number, whoever has it. */
  async open(id: string): Promise<void> {
    await this.#asking(async () => {
      const review = await findReview(id);
      const others = this.#state.items.filter((item) => item.review.id !== id);
      this.#set({
        items: [{ review, input: undefined, until: null }, ...others],
        said: "Opened.",
        problem: undefined,
      });
    });
    this.#load();
  }

  /** Lets go of what is claimed and claims anew. */
  async renew(): Promise<void> {
    for (const { input } of this.#state.items) releaseInput(input);
    this.#set({ items: [] });
    await this.goOn();
  }

  /** Sends what is not sent, and claims what is missing: after a verdict, a broken connection, a new token, some time. */
  async goOn(): Promise<void> {
    await this.#send();
    if (this.#state.unsent.length > 0) return;
    await this.#fill();
    this.#load();
    await this.#count();
  }

  dismiss(): void {
    this.#set({ problem: undefined });
  }

  #takenBack(item: ReviewItem): void {
    const { items, decided } = this.#state;
    const others = items.filter(({ review }) => review.id !== item.review.id);
    this.#set({
      items: [item, ...others],
      decided: Math.max(0, decided - 1),
      isEmpty: false,
      said: "Taken back.",
      problem: undefined,
    });
  }

  #send(): Promise<void> {
    return (this.#sending ??= this.#sendAll().finally(() => (this.#sending = undefined)));
  }

  async #sendAll(): Promise<void> {
    for (let next = this.#state.unsent.at(0); next !== undefined; next = this.#state.unsent.at(0)) {
      const { id } = next;
      const judgement = next;
      let refusal: ServiceError | undefined;
      const sent = await this.#asking(async () => {
        try {
          await judge(judgement);
        } catch (error) {
          refusal = serviceErrorOf(error);
          if (refusal.kind !== "refused") throw refusal;
        }
      });
      if (!sent) return;
      this.#set({ unsent: this.#state.unsent.slice(1) });
      keepVerdicts(this.#state.unsent);
      releaseInput(this.#judged.get(id)?.input);
      this.#judged.delete(id);
      if (refusal !== undefined) {
        const what = judgement.label === null ? "That you skip it" : `The label ${judgement.label}`;
        this.#set({ problem: `${what} was not kept. ${refusal.message}` });
      }
    }
  }

  #fill(): Promise<void> {
    return (this.#filling ??= this.#claim().finally(() => (this.#filling = undefined)));
  }

  async #claim(): Promise<void> {
    const { reviewer } = this.#state;
    this.#dropEnded();
    const missing = wanted - this.#state.items.length;
    if (reviewer === "" || missing <= 0) return;
    const asked = Date.now();
    await this.#asking(async () => {
      // Where nothing is in hand, what the reviewer had before the page was loaded again still is the reviewer's.
      const reviews = await claim(reviewer, missing, this.#state.items.length === 0);
      if (reviewer !== this.#state.reviewer) return;
      const { items, unsent } = this.#state;
      const known = new Set([...items.map(({ review }) => review.id), ...unsent.map(({ id }) => id)]);
      const until = asked + 1000 * leaseSeconds;
      const more = reviews
        .filter(({ id }) => !known.has(id))
        .map((review): ReviewItem => ({ review, input: undefined, until }));
      this.#set({ items: [...items, ...more], isEmpty: items.length + more.length === 0 });
    });
  }

  /** Those behind the shown one whose lease has ended may be somebody else's by now. */
  #dropEnded(): void {
    const now = Date.now();
    const ended = this.#state.items.filter(({ until }, i) => i > 0 && until !== null && until <= now);
    if (ended.length === 0) return;
    for (const { input } of ended) releaseInput(input);
    this.#set({ items: this.#state.items.filter((item) => !ended.includes(item)) });
  }

  /** Loads the inputs that are missing. */
  #load(): void {
    for (const { review, input } of this.#state.items) {
      if (input !== undefined && input.kind !== "failed") continue;
      if (this.#loading.has(review.id)) continue;
      this.#loading.add(review.id);
      void loadInput(review).then((loaded) => {
        this.#loading.delete(review.id);
        const isThere = this.#state.items.some((item) => item.review.id === review.id);
        if (!isThere) {
          releaseInput(loaded);
          return;
        }
        this.#set({
          items: this.#state.items.map((item) =>
            item.review.id === review.id ? { ...item, input: loaded } : item,
          ),
        });
      });
    }
  }

  async #count(): Promise<void> {
    await this.#asking(async () => this.#set({ counts: await counts() }));
  }

  /** Asks the service, and keeps how the connection is. Whether it answered. */
  async #asking(request: () => Promise<void>): Promise<boolean> {
    const { connection } = this.#state;
    try {
      await request();
      if (connection !== "well") {
        this.#set({ connection: "well", problem: undefined, said: "The service answers again." });
      }
      return true;
    } catch (error) {
      const { kind, message } = serviceErrorOf(error);
      this.#set({ connection: kind === "refused" ? "well" : kind, problem: message });
      return false;
    }
  }

  #set(change: Partial<ReviewSessionState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
