import { NescioError } from "@nescio/core";
import { arrayOf } from "../array-input.js";
import { checkArguments } from "../check-arguments.js";
import { checkFunction } from "../check-kind.js";
import type { Constraint } from "../constraint.js";
import { np, type JaxArray } from "../jax.js";
import { maskedValue } from "../masked-value.js";
import { hostData, isArray, isConcrete, isTracing, release } from "../memory.js";
import { OutsideError } from "../outside-error.js";
import { withRefusals } from "../numberless.js";
import { permutationIndices } from "../random/index.js";
import { Frame } from "./frame.js";
import { batchShapeOf, checkDeclared, checkMaskShape, checkValueShape } from "./site-shapes.js";
import { labelOf, type SampleSite, type Site } from "./site.js";

/** A program: any function that calls the primitives. It must be synchronous. */
export type Program<A extends readonly unknown[] = readonly never[], R = unknown> = (...args: A) => R;

/**
 * What stands between a program and its primitives. A site passes `process` of every handler from the innermost outwards,
 * gets its value, and passes `finish` on the way back in.
 */
export interface Handler {
  process?(site: Site, frame: Frame): void;
  finish?(site: Site, frame: Frame): void;
}

// The effect stack. Programs are synchronous and every run takes down what it has put up, even when it throws: between
// two turns of the event loop it is always empty, so no two programs or tasks see each other's handlers.
const stack: Handler[] = [];
let frame: Frame | undefined;

/** The program with a handler around it. Like jax-js' own functions it consumes the arrays among its arguments. */
export function handle<A extends readonly unknown[], R>(
  handler: Handler,
  program: Program<A, R>,
): (...args: A) => R {
  checkFunction(program, "a program", "a function that calls sample and the like");
  return (...args) => {
    if (frame !== undefined) return enter(handler, program, args, frame);
    checkArguments("the program", args);
    return withRefusals(() => enter(handler, program, args, undefined));
  };
}

/** Runs a program with a handler, within a frame or in one of its own. */
function enter<A extends readonly unknown[], R>(
  handler: Handler,
  program: Program<A, R>,
  args: A,
  outer: Frame | undefined,
): R {
  const current = (frame = outer ?? new Frame());
  const depth = stack.length;
  stack.push(handler);
  let failed = true;
  try {
    const given = outer ? args : current.ownArguments(args);
    const result = program(...given);
    if (isPromise(result)) throw asyncError(current);
    const own = outer ? result : current.resultOf(result);
    failed = false;
    return own;
  } catch (error) {
    throw outer ? error : current.explain(error);
  } finally {
    stack.length = depth;
    frame = outer;
    if (!outer) closeFrame(current, failed);
  }
}

/**
 * Runs what is a world of its own, an inference within a program: its programs see none of the handlers around, and free
 * what they own themselves.
 */
export function isolated<T>(f: () => T): T {
  const [around, outer] = [stack.splice(0), frame];
  frame = undefined;
  try {
    return f();
  } finally {
    stack.splice(0, stack.length, ...around);
    frame = outer;
  }
}

/** An error on the way out says more than what is wrong with the memory because of it. */
function closeFrame(current: Frame, failed: boolean): void {
  try {
    current.close();
  } catch (error) {
    if (!failed) throw error;
  }
}

/** The frame of the running program, if one runs. */
export function runningFrame(): Frame | undefined {
  return frame;
}

/** The handlers of the running program, outermost first, and its frame. */
export function running(primitive: string, name: string): { handlers: readonly Handler[]; frame: Frame } {
  const given: unknown = name;
  if (typeof given !== "string" || given === "") {
    throw new NescioError({
      code: "invalid-program",
      subject: `${primitive}(name, …)`,
      expected: "a name, a text that is not empty",
      found: given === "" ? "an empty one" : String(given),
    });
  }
  if (frame === undefined) {
    throw new NescioError({
      code: "invalid-program",
      subject: `site "${name}"`,
      expected: `${primitive}() to be called while a program runs`,
      found: "no program running",
      next: "Run the program with trace(seed(program, 0))(…), svi, mcmc or predictive; programs cannot be async.",
    });
  }
  return { handlers: stack, frame };
}

/** Sends a site through the handlers and gives it its value where they did not. */
export function perform<S extends Site>(site: S): S {
  const { handlers, frame: current } = running(site.type, site.name);
  const label = labelOf(site);
  const declared = site.type === "sample" || site.type === "factor" ? batchShapeOf(site) : [];
  let reached = handlers.length;
  while (reached > 0) {
    handlers[--reached].process?.(site, current);
    if (site.stop) break;
  }
  if (site.type === "sample" || site.type === "factor") checkDeclared(site, declared);
  fill(site, current, label);
  for (let i = reached; i < handlers.length; i++) handlers[i].finish?.(site, current);
  current.last = label;
  return site;
}

function fill(site: Site, current: Frame, label: string): void {
  switch (site.type) {
    case "sample": {
      site.distribution.check(site.name);
      site.value ??= current.own(site.distribution.sample(site.key ?? missingKey(label)), label);
      checkValue(site, site.value, label);
      break;
    }
    case "factor":
      checkMaskShape(site, site.value.shape);
      break;
    case "param": {
      const { init, key } = site;
      if (site.value !== undefined) {
        if (isArray(init)) release(init);
        break;
      }
      const start =
        typeof init !== "function"
          ? init
          : init.length === 0
            ? init(undefined as never)
            : init(key ?? missingKey(label));
      site.value = current.own(arrayOf(start, label), label);
      checkInside(site.constraint, site.value, label);
      break;
    }
    case "plate": {
      if (site.value !== undefined) break;
      const { size, subsampleSize } = site.plate;
      const indices =
        subsampleSize === size
          ? np.arange(0, size, 1, { dtype: np.int32 })
          : permutationIndices(site.key ?? missingKey(label), size, subsampleSize);
      site.value = current.own(indices, label);
      break;
    }
    case "key":
      site.value = current.own(site.value ?? missingKey(label), label);
      break;
  }
}

/** Throws unless a value given to a site can be one of its distribution's. */
function checkValue(site: SampleSite, value: JaxArray, label: string): void {
  const { distribution, mask, observed } = site;
  const { eventShape, support } = distribution;
  checkValueShape(site, value.shape);
  checkMaskShape(site, value.shape.slice(0, value.shape.length - eventShape.length));
  if (!observed || isTracing()) return;
  const counted = maskedValue(value, mask, distribution);
  checkInside(support, counted, label);
  counted.dispose();
}

/**
 * Throws an OutsideError unless a value belongs to a set, where its numbers can be looked at. Borrows it.
 * @param changing Whether other draws may change that. Default: where the set has arrays among its bounds.
 */
export function checkInside(
  constraint: Constraint,
  value: JaxArray,
  label: string,
  changing = (constraint.arrays ?? []).length > 0,
): void {
  if (!isConcrete(value) || isTracing()) return;
  const inside = constraint.check(value.ref);
  const data = hostData(value.ref);
  const flags = hostData(inside);
  const first = flags.indexOf(0);
  if (first === -1) return;
  const width = data.length / flags.length;
  const outside = Array.from(data.slice(first * width, (first + 1) * width));
  throw new OutsideError({
    subject: label,
    expected: constraint.words,
    found: outside.length > 8 ? `a value outside of it, entry ${first}` : outside.join(", "),
    changing,
  });
}

function missingKey(label: string): never {
  throw new NescioError({
    code: "invalid-program",
    subject: label,
    expected: "a source of randomness",
    found: "none",
    next: "Put seed(program, 0) around the program, inside of any block.",
  });
}

function isPromise(value: unknown): boolean {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function asyncError({ last }: Frame): NescioError {
  return new NescioError({
    code: "invalid-program",
    subject: last === undefined ? "the program" : `the program (after ${last})`,
    expected: "a synchronous function",
    found: "one that returns a promise",
    next: "Load data before the program runs and pass it as an argument.",
  });
}
