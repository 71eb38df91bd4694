import { NescioError } from "@nescio/core";
import { arrayLike, type ArrayInput } from "../array-input.js";
import type { Constraint } from "../constraint.js";
import { np, type ArrayLike, type JaxArray } from "../jax.js";
import { taken } from "../lent.js";
import { lending } from "../lending.js";
import { isConcrete, ref, release, shapeOf } from "../memory.js";
import { OutsideError } from "../outside-error.js";
import type { Key } from "../random/index.js";
import type { Distribution } from "./distribution.js";

type Names = readonly string[];
/** Parameters as the functions of a definition see them: lent, so without `.ref`. */
export type Params<N extends Names> = Readonly<Record<N[number], ArrayLike>>;

/** What makes up a distribution; the arrays that its functions get are lent and need no `.ref`. */
export interface Definition<N extends Names> {
  readonly name: string;
  /** Names of the parameters, in the order of the constructor's arguments. */
  readonly parameters: N;
  /** What each parameter must be. */
  readonly constraints: Readonly<Record<N[number], Constraint>>;
  readonly support: Constraint | ((params: Params<N>) => Constraint);
  /** Shape of one value, where it is not a number. */
  readonly eventShape?: (params: Params<N>) => readonly number[];
  readonly reparameterized: boolean;
  /** `shape` is that of all the draws, batch and event axes included. */
  sample(key: Key, shape: readonly number[], params: Params<N>): JaxArray;
  logProb(value: ArrayLike, params: Params<N>): JaxArray;
  mean(params: Params<N>): ArrayLike;
  variance(params: Params<N>): ArrayLike;
}

/**
 * A distribution's constructor from its definition: it takes the parameters in order, owns them, and refuses what does not
 * broadcast. What is outside its constraint is refused on first use, where the numbers can be looked at: not while a
 * function is compiled.
 */
export function defineDistribution<const N extends Names>(
  definition: Definition<N>,
): (...args: { [K in keyof N]: ArrayInput }) => Distribution {
  const { name, parameters } = definition;
  const constraintOf = (index: number): Constraint => definition.constraints[parameters[index] as N[number]];
  const record = (values: readonly ArrayLike[]): Params<N> =>
    Object.fromEntries(parameters.map((parameter, i) => [parameter, values[i]])) as Params<N>;
  const create = (given: readonly ArrayLike[]): Distribution => {
    const batchShape = batchShapeOf(name, parameters, given, (index) => constraintOf(index).eventDims);
    const eventShape = definition.eventShape?.(record(given)) ?? [];
    const values = given.map(taken);
    const params = record(values);
    let checked = false;
    const check = (site?: string): void => {
      if (checked) return;
      const subject = site === undefined ? name : `site "${site}": ${name}`;
      values.forEach((value, i) => checkParameter(`${subject}.${parameters[i]}`, constraintOf(i), value));
      checked = true;
    };
    const borrow = <C extends readonly ArrayLike[], R>(
      consumed: C,
      f: (params: Params<N>, consumed: C) => R,
    ): R => lending(values, consumed, (lent, rest) => f(record(lent), rest));
    const full = (value: ArrayLike): JaxArray => np.broadcastTo(value, [...batchShape, ...eventShape]);
    return {
      name,
      params,
      arrays: values.filter((value): value is Exclude<typeof value, number> => typeof value !== "number"),
      batchShape,
      eventShape,
      support: typeof definition.support === "function" ? definition.support(params) : definition.support,
      reparameterized: definition.reparameterized,
      check,
      sample(key, sampleShape = []) {
        check();
        const shape = [...sampleShape, ...batchShape, ...eventShape];
        return borrow([key], (lent, [k]) => definition.sample(k, shape, lent));
      },
      logProb(value) {
        check();
        return borrow([arrayLike(value, `${name}.logProb(value)`)], (lent, [x]) =>
          definition.logProb(x, lent),
        );
      },
      mean: () => borrow([], (lent) => full(definition.mean(lent))),
      variance: () => borrow([], (lent) => full(definition.variance(lent))),
      ref() {
        for (const value of values) ref(value);
        return this;
      },
      dispose() {
        for (const value of values) release(value);
      },
    };
  };
  return (...args) => {
    const inputs: readonly ArrayInput[] = args;
    const given = parameters.map((parameter, i) => arrayLike(inputs[i], `${name}.${parameter}`));
    try {
      return create(given);
    } catch (error) {
      given.filter((value, i) => value !== inputs[i]).forEach(release);
      throw error;
    }
  };
}

function batchShapeOf(
  name: string,
  parameters: Names,
  values: readonly ArrayLike[],
  eventDims: (index: number) => number,
): number[] {
  const shapes = values.map((value, index) => {
    const shape = shapeOf(value);
    const dims = eventDims(index);
    if (shape.length < dims) {
      throw new NescioError({
        code: "invalid-program",
        subject: `${name}.${parameters[index]}`,
        expected: `at least ${dims} ${dims === 1 ? "axis" : "axes"}`,
        found: `shape [${shape.join(", ")}]`,
      });
    }
    return shape.slice(0, shape.length - dims);
  });
  try {
    return np.broadcastShapes(...shapes);
  } catch {
    throw new NescioError({
      code: "invalid-program",
      subject: name,
      expected: "parameters whose shapes broadcast",
      found: parameters.map((parameter, i) => `${parameter} [${shapeOf(values[i]).join(", ")}]`).join(", "),
    });
  }
}

function checkParameter(subject: string, constraint: Constraint, value: ArrayLike): void {
  if (typeof value !== "number" && !isConcrete(value)) return;
  const inside = np.all(constraint.check(ref(value)));
  // While operations are recorded, even this one is.
  if (!isConcrete(inside)) return;
  if (inside.item() === 0) {
    const changing = typeof value !== "number";
    throw new OutsideError({ subject, expected: constraint.words, found: describe(value), changing });
  }
}

/** A number, or the range of an array's. */
function describe(value: ArrayLike): string {
  if (typeof value === "number") return String(value);
  const data = Array.from(value.ref.dataSync() as ArrayLike & Iterable<number>);
  if (data.length === 1) return String(data[0]);
  if (data.some(Number.isNaN)) return "NaN among them";
  return `numbers from ${data.reduce((a, b) => Math.min(a, b))} to ${data.reduce((a, b) => Math.max(a, b))}`;
}
