import { NescioError } from "@nescio/core";
import { replay } from "../handlers/replay.js";
import { seed } from "../handlers/seed.js";
import { substitute } from "../handlers/substitute.js";
import { trace } from "../handlers/trace.js";
import { mapArrays } from "../memory.js";
import { isFinite, notFinite } from "../not-finite.js";
import type { Arrays } from "../optimizers/optimizer.js";
import { split, type Key } from "../random/index.js";
import type { Program } from "../runtime/run.js";
import type { Trace } from "../trace.js";

interface Patient<A extends readonly unknown[]> {
  readonly model: Program<A>;
  readonly guide: Program<A>;
  /** Constrained parameters that the step started from; borrowed. */
  readonly values: Arrays;
  /** The keys of the step's draws; borrowed. */
  readonly keys: readonly Key[];
  /** Borrowed. */
  readonly args: A;
  readonly step: number;
  readonly loss: number;
  /** An observed site with values outside its support, as the compiled step found. */
  readonly outside: string | undefined;
}

/**
 * Why a step's loss is no number: runs guide and model again, uncompiled, where every number can be looked at, and returns the
 * first thing that is wrong.
 */
export function diagnose<A extends readonly unknown[]>(patient: Patient<A>): NescioError {
  const { values, keys, step, loss, outside } = patient;
  for (const [name, value] of Object.entries(values)) {
    if (isFinite(value.ref)) continue;
    const remedy = "Lower the learning rate, or clip gradients.";
    return diverged(step, loss, `parameter "${name}" is not finite`, remedy);
  }
  for (const key of keys) {
    const found = wrongWith(patient, key);
    if (found !== undefined) return found;
  }
  if (outside !== undefined)
    return diverged(step, loss, `site "${outside}" observes a value outside its support`, advice);
  return diverged(
    step,
    loss,
    "every site's log-probability is finite by itself, their sum overflows",
    advice,
  );
}

/** What is wrong with the draw that belongs to a key, which is borrowed. */
function wrongWith<A extends readonly unknown[]>(
  { model, guide, values, args, step, loss, outside }: Patient<A>,
  key: Key,
): NescioError | undefined {
  const [guideKey, modelKey] = split(key.ref, 2);
  const traces: Trace[] = [];
  try {
    const guideTrace = trace(seed(substitute(guide, values), guideKey))(
      ...mapArrays(args, (array) => array.ref),
    );
    traces.push(guideTrace);
    const modelTrace = trace(replay(seed(substitute(model, values), modelKey), guideTrace))(
      ...mapArrays(args, (array) => array.ref),
    );
    traces.push(modelTrace);
    const what = notFinite(guideTrace, " in the guide") ?? notFinite(modelTrace, " in the model");
    return what === undefined ? undefined : diverged(step, loss, what, advice);
  } catch (error) {
    // A parameter outside its constraint, a value outside the support: the program says so by itself.
    if (error instanceof NescioError) {
      return new NescioError({
        code: error.code === "invalid-program" && outside !== undefined ? "invalid-program" : "diverged",
        subject: error.subject,
        expected: error.expected,
        found: `${error.found} (step ${step})`,
        next: error.next,
        cause: error,
      });
    }
    throw error;
  } finally {
    for (const made of traces) made.dispose();
    guideKey.dispose();
    modelKey.dispose();
  }
}

const advice =
  "Check the site's parameters and data: a scale of 0, a log of a negative number, a value that underflows.";

function diverged(step: number, loss: number, reason: string, next: string): NescioError {
  return new NescioError({
    code: "diverged",
    subject: `step ${step}`,
    expected: "a finite loss",
    found: `${loss}: ${reason}`,
    next,
  });
}
