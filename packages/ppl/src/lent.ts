import { NescioError } from "@nescio/core";
import { lax, np, type ArrayLike, type JaxArray } from "./jax.js";
import { textOf } from "./numberless.js";

// How jax-js calls an operation: it asks each operand for its `_trace`, and the one of the highest level (differentiation
// within recording within computing) carries out all of it. A lent array is of a level above all others, so each of
// its uses comes by here first, where it is replaced by its array.
type Trace = JaxArray["_trace"];
type Main = Trace["main"];
type Operand = Parameters<Trace["lift"]>[0];

const Tracer = Object.getPrototypeOf(np.Array) as abstract new (trace: Trace) => Operand;

class LentTrace implements Trace {
  constructor(readonly main: Main) {}

  /** Numbers are left to the trace that carries out the operation. */
  pure(value: unknown): Operand {
    return value as Operand;
  }

  lift(value: Operand): Operand {
    return value;
  }

  processPrimitive(...[name, operands, params]: Parameters<Trace["processPrimitive"]>): Operand[] {
    const plain = operands.map((operand) => (operand instanceof LentArray ? operand.use() : operand));
    const trace = traceOf(plain);
    return trace.processPrimitive(
      name,
      plain.map((operand) => raise(trace, operand)),
      params,
    );
  }
}

// jax-js keeps the class of its traces to itself; it only ever calls these methods.
const lentTrace: object = new LentTrace({ level: Infinity, traceType: LentTrace, globalData: null });

/** What carries out an operation on these operands. */
function traceOf(operands: readonly Operand[]): Trace {
  let main = innermostRecording();
  for (const operand of operands) {
    if (operand instanceof Tracer && operand._trace.main.level > main.level) main = operand._trace.main;
  }
  return new main.traceType(main);
}

let probe: JaxArray | undefined;

/** Where an operation goes that has no operand which says so: to the recording that is going on, or to be computed. */
function innermostRecording(): Main {
  probe ??= np.zeros([]);
  // Computed, this is the very same array; recorded, nobody uses it.
  const seen = lax.stopGradient(probe.ref);
  const { main } = seen._trace;
  seen.dispose();
  return main;
}

function raise(trace: Trace, operand: Operand): Operand {
  if (!(operand instanceof Tracer)) return trace.pure(operand);
  const { main } = operand._trace;
  if (main === trace.main) return operand;
  if (main.level < trace.main.level) return trace.lift(operand);
  throw new NescioError({
    code: "invalid-program",
    subject: "an operation",
    expected: "arrays of this run",
    found: `${operand.toString()}, which belongs to a recording that has ended`,
    next: "Return it from the function that was recorded or differentiated.",
  });
}

/**
 * An array that may be used as often as one likes: each use takes a reference, as if `.ref` had been written there.
 * References that are taken by hand count for nothing, nor does `dispose`. `end` is the end of it; then a use is an error
 * that names what it was.
 */
class LentArray extends Tracer {
  readonly #array: JaxArray;
  readonly #name: string;
  #ended = false;

  constructor(array: JaxArray, name: string) {
    super(lentTrace as Trace);
    this.#array = array;
    this.#name = name;
  }

  /** The array itself, to be borrowed. */
  get array(): JaxArray {
    if (!this.#ended) return this.#array;
    throw new NescioError({
      code: "invalid-program",
      subject: this.#name,
      expected: "its value to be used only while the program runs",
      found: "a use after the program's end",
      next: "Return it from the program, or read it from a trace.",
    });
  }

  /** A reference of one's own. */
  use(): JaxArray {
    return this.array.ref;
  }

  end(): void {
    this.#ended = true;
  }

  get aval(): JaxArray["aval"] {
    return this.#array.aval;
  }

  override toString(): string {
    return this.#array.toString();
  }

  get ref(): this {
    return this;
  }

  dispose(): void {
    // The lender's own reference stays.
  }

  [Symbol.toPrimitive](hint: string): string {
    return textOf(this, hint, this.#name);
  }

  /** To the world outside of jax-js' levels it is the array. */
  override fullLower(): Operand {
    return this.use();
  }

  /** There always is a reference to be used, until the end. */
  get refCount(): number {
    return this.#ended ? 0 : 1;
  }

  get device(): JaxArray["device"] {
    return this.#array.device;
  }

  item(): number {
    return this.use().item();
  }

  js(): unknown {
    return this.use().js();
  }

  jsAsync(): Promise<unknown> {
    return this.use().jsAsync();
  }

  dataSync(): ReturnType<JaxArray["dataSync"]> {
    return this.use().dataSync();
  }

  data(): ReturnType<JaxArray["data"]> {
    return this.use().data();
  }
}

/** Lends an array, whose owner keeps the reference it has; `end` ends the loan. */
export function lend(array: JaxArray, name = "an array"): { readonly lent: JaxArray; end(): void } {
  const lent = new LentArray(array, name);
  return { lent: lent as unknown as JaxArray, end: () => lent.end() };
}

export function isLent(value: unknown): boolean {
  return value instanceof LentArray;
}

/** What was lent, itself, to be borrowed while its owner lives; anything else as it is. */
export function withoutLoan<T extends ArrayLike>(value: T): T {
  const given: unknown = value;
  return given instanceof LentArray ? (given.array as T) : value;
}

/** A reference of one's own to what was lent; anything else as it is, whose reference one was given. */
export function taken<T extends ArrayLike>(value: T): T {
  const given: unknown = value;
  return given instanceof LentArray ? (given.use() as T) : value;
}
