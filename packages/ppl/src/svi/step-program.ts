import { NescioError } from "@nescio/core";
import { tree, type JaxArray } from "../jax.js";
import { hostData } from "../memory.js";
import type { Arrays, OptimizerState } from "../optimizers/optimizer.js";
import { foldIn, type Key } from "../random/index.js";
import { checkProgram } from "../tape/check.js";
import { arrayOf, compileProgram, type CompiledProgram } from "../tape/compile.js";
import type { SviState } from "./svi.js";

/** What an inference goes on from: unconstrained parameters, the optimiser's memory, and a key. */
type Parts = readonly [unconstrained: Arrays, optimizer: OptimizerState, key: Key];

/** A step as a function of arrays, which it consumes. The flags say which sites observe values of their supports. */
export type StepFunction = (
  parts: Parts,
  data: readonly JaxArray[],
) => { readonly value: JaxArray; readonly flags: Readonly<Record<string, JaxArray>>; readonly next: Parts };

/** What a step found, before anybody has gone on from it. */
export interface Taken {
  readonly loss: number;
  readonly flags: Readonly<Record<string, boolean>>;
  /** Goes on: the state that the step started from is no longer there. */
  commit(): SviState;
  /** Leaves the state as it was. */
  undo(): void;
}

/** A step compiled for each combination of its data's shapes. */
export class StepProgram {
  readonly #programs = new Map<string, ShapedStep>();

  constructor(private readonly f: StepFunction) {}

  /** Compiles the step for data of these shapes and holds it against eager evaluation, unless that is done. */
  prepare(state: SviState, data: readonly JaxArray[]): ShapedStep {
    const key = data.map(({ dtype, shape }) => `${dtype}[${shape.join()}]`).join();
    let program = this.#programs.get(key);
    if (program === undefined) {
      program = new ShapedStep(this.f, state, data);
      this.#programs.set(key, program);
    }
    return program;
  }

  dispose(): void {
    this.#programs.clear();
  }
}

/**
 * A step for data of one combination of shapes. The state that it returned last stays where the machine has it, and is
 * copied out only when somebody looks at it: a network's weights and their moments are tens of megabytes.
 */
export class ShapedStep {
  readonly #compiled: CompiledProgram;
  readonly #structures: readonly unknown[];
  readonly #counts: readonly number[];
  #sites: readonly string[] = [];
  /** How many states it has returned; the last one is where the outputs are. */
  #states = 0;

  constructor(f: StepFunction, state: SviState, data: readonly JaxArray[]) {
    const parts = partsOf(state);
    const flat = parts.map((part) => tree.flatten(part as never) as unknown as [JaxArray[], unknown]);
    this.#structures = flat.map(([, structure]) => structure);
    this.#counts = flat.map(([leaves]) => leaves.length);
    const leaves = flat.flatMap(([part]) => part);
    const step = (...given: JaxArray[]): JaxArray[] => {
      const { value, flags, next } = f(this.#partsFrom(given), given.slice(leaves.length));
      this.#sites = Object.keys(flags);
      return [value, ...Object.values(flags), ...ordered(next, parts).flatMap((part) => leavesOf(part))];
    };
    this.#compiled = compileProgram(step, [...leaves, ...data]);
    checkProgram(this.#compiled, points(leaves, data));
  }

  /** Takes a step. Borrows everything. */
  take(state: SviState, data: readonly JaxArray[]): Taken {
    const { inputs, outputs } = this.#compiled.program;
    const first = this.#first;
    const stays = state instanceof ResidentState && state.program === this && state.isAlive;
    const leaves = stays ? [] : partsOf(state).flatMap((part) => leavesOf(part));
    const count = inputs.length - data.length;
    for (let i = 0; i < count; i++) {
      inputs[i].set(stays ? outputs[first + i] : hostData(leaves[i].ref));
    }
    data.forEach((array, i) => {
      inputs[count + i].set(hostData(array.ref));
    });
    this.#compiled.program.run();
    return {
      loss: outputs[0][0],
      flags: Object.fromEntries(this.#sites.map((site, i) => [site, outputs[1 + i][0] !== 0])),
      commit: () => {
        this.#states++;
        return new ResidentState(this, this.#states, state.step + 1);
      },
      undo: () => {
        if (stays) for (let i = 0; i < count; i++) outputs[first + i].set(inputs[i]);
      },
    };
  }

  /** Whether the machine has the numbers of the state that it returned as this one. */
  holds(index: number): boolean {
    return index === this.#states;
  }

  /** Arrays of one's own: parameters, memory or key of the state returned last. */
  read(part: 0 | 1 | 2): unknown {
    const before = this.#counts.slice(0, part).reduce((sum, count) => sum + count, this.#first);
    const arrays = Array.from({ length: this.#counts[part] }, (_, i) => arrayOf(this.#compiled, before + i));
    return tree.unflatten(this.#structures[part] as never, arrays as never);
  }

  /** Where the state begins among the outputs. */
  get #first(): number {
    return 1 + this.#sites.length;
  }

  #partsFrom(leaves: readonly JaxArray[]): Parts {
    let next = 0;
    return this.#structures.map((structure, i) => {
      const own = leaves.slice(next, (next += this.#counts[i]));
      return tree.unflatten(structure as never, own as never);
    }) as unknown as Parts;
  }
}

/** A state that a machine has; as arrays only where somebody asks for them. */
export class ResidentState implements SviState {
  readonly #read: [Arrays?, OptimizerState?, Key?] = [];
  #isGone = false;

  constructor(
    readonly program: ShapedStep,
    readonly index: number,
    readonly step: number,
  ) {}

  get unconstrained(): Arrays {
    return (this.#read[0] ??= this.#part(0) as Arrays);
  }

  get optimizer(): OptimizerState {
    return (this.#read[1] ??= this.#part(1) as OptimizerState);
  }

  get key(): Key {
    return (this.#read[2] ??= this.#part(2) as Key);
  }

  get isAlive(): boolean {
    return !this.#isGone && this.program.holds(this.index);
  }

  /** Frees the arrays that it has made. */
  dispose(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    for (const part of this.#read) if (part !== undefined) leavesOf(part).forEach((array) => array.dispose());
  }

  #part(part: 0 | 1 | 2): unknown {
    if (this.isAlive) return this.program.read(part);
    throw new NescioError({
      code: "invalid-program",
      subject: "svi, state",
      expected: "the state that the last step returned",
      found: "what has been consumed",
      next: "A step consumes its state: go on with the one it returns, or keep references of its arrays before.",
    });
  }
}

const partsOf = ({ unconstrained, optimizer, key }: SviState): Parts => [unconstrained, optimizer, key];

function leavesOf(part: unknown): JaxArray[] {
  return (tree.flatten(part as never) as unknown as [JaxArray[], unknown])[0];
}

/** The same parts with the names in the order in which `like` has them. */
function ordered([unconstrained, optimizer, key]: Parts, like: Parts): Parts {
  const inOrder = <T>(values: Readonly<Record<string, T>>, names: object): Record<string, T> =>
    Object.fromEntries(Object.keys(names).map((name) => [name, values[name]]));
  const groups = Object.entries(inOrder(optimizer, like[1])).map(
    ([name, group]) => [name, inOrder(group, like[1][name])] as const,
  );
  return [inOrder(unconstrained, like[0]), Object.fromEntries(groups), key];
}

/** The state with its own key and with others: where to look whether the step is right. */
function* points(leaves: readonly JaxArray[], data: readonly JaxArray[]): Generator<readonly JaxArray[]> {
  yield [...leaves, ...data];
  for (const purpose of ["a second look", "a third look"]) {
    const key = foldIn(leaves.at(-1)!.ref, purpose);
    try {
      yield [...leaves.slice(0, -1), key, ...data];
    } finally {
      key.dispose();
    }
  }
}
