import { NescioError } from "@nescio/core";
import { throwIfAborted } from "@nescio/core/internal";
import { substitute } from "../handlers/substitute.js";
import { tree, valueAndGrad, type JaxArray } from "../jax.js";
import { arraysIn, mapArrays, restoring } from "../memory.js";
import { checkFields, checkFunction } from "../check-kind.js";
import { checkOption } from "../check-option.js";
import { disposeAll, type Arrays, type Optimizer, type OptimizerState } from "../optimizers/optimizer.js";
import { key as keyOf, split, type Key } from "../random/index.js";
import { isolated, type Program } from "../runtime/run.js";
import { checkAlive, isAlive } from "./check-alive.js";
import { diagnose } from "./diagnose.js";
import { traceElbo, type Loss, type LossOutput } from "./elbo.js";
import { prepare, type ParamSpec } from "./prepare.js";
import { ResidentState, StepProgram, type Taken } from "./step-program.js";
import { compile } from "../tape/compile.js";
import { splitArguments, StaticCache } from "../static-arguments.js";

export interface SviOptions<A extends readonly unknown[]> {
  readonly model: Program<A>;
  /** The same random variables, drawn from the approximate posterior. */
  readonly guide: Program<A>;
  readonly optimizer: Optimizer;
  /** Default `traceElbo()`. */
  readonly loss?: Loss | undefined;
}

/** Where an inference stands. A step consumes it and returns the next; a step that throws leaves it as it was. */
export interface SviState {
  /** Parameters in the unconstrained space. */
  readonly unconstrained: Arrays;
  readonly optimizer: OptimizerState;
  readonly key: Key;
  /** Steps taken. */
  readonly step: number;
}

export interface SviStep {
  readonly state: SviState;
  /** −ELBO of this step's draws, before the update. */
  readonly loss: number;
}

export interface SviRunOptions<A extends readonly unknown[]> {
  readonly steps: number;
  /** Unsigned 32-bit seed, where no `state` is given to go on from. Default 0. */
  readonly seed?: number | undefined;
  /** Where to go on; consumed. */
  readonly state?: SviState | undefined;
  /** The arguments of a step; made anew for each, as steps consume them. */
  readonly batch: (step: number) => A;
  readonly signal?: AbortSignal | undefined;
  /** Called after every step. */
  readonly onProgress?: ((progress: { step: number; steps: number; loss: number }) => void) | undefined;
}

/** Stochastic variational inference of one model by one guide (Hoffman et al. 2013; Ranganath et al. 2014). */
export interface Svi<A extends readonly unknown[]> {
  /**
   * Runs guide and model once, checks that they fit together, and takes the parameters they ask for. Consumes `args`.
   * @throws NescioError `invalid-program` naming the site at fault.
   */
  init(seed: number, ...args: A): SviState;
  /**
   * One gradient step, compiled when arguments of new shapes come. Consumes state and arguments; numbers, texts and other
   * things that are no arrays are compiled in: a new one compiles anew.
   * @throws NescioError `diverged` naming step and site where the loss is no finite number.
   */
  step(state: SviState, ...args: A): SviStep;
  /** The loss without a step. Borrows the state, consumes the arguments. */
  evaluate(state: SviState, ...args: A): number;
  /** The parameters, constrained, as arrays of your own. Borrows the state. */
  params(state: SviState): Arrays;
  /** Takes many steps, with a turn of the event loop in between. */
  run(options: SviRunOptions<A>): Promise<{ state: SviState; losses: Float64Array }>;
  /** Frees what compiled steps hold. */
  dispose(): void;
}

type Flags = Readonly<Record<string, JaxArray>>;
type Evaluate = ((unconstrained: Arrays, key: Key, arrays: JaxArray[]) => [JaxArray, Flags]) & Owned;
interface Owned {
  dispose(): void;
}

/** Variational inference as pure functions of a state: see `Svi`. */
export function svi<A extends readonly unknown[]>(options: SviOptions<A>): Svi<A> {
  checkFields(options, "svi", ["model", "guide", "optimizer", "loss"]);
  const { model, guide, optimizer, loss = traceElbo() } = options;
  checkFunction(model, "svi, option model");
  checkFunction(guide, "svi, option guide", "a function: a guide of your own, or autoNormal(model)");
  checkFunction(
    (optimizer as { readonly update?: unknown } | undefined)?.update,
    "svi, option optimizer",
    "an optimiser, such as adam()",
  );
  const steps = new StaticCache<StepProgram>();
  const evaluations = new StaticCache<Evaluate>();
  let specs: readonly ParamSpec[] | undefined;

  const constrain = (unconstrained: Arrays): Arrays =>
    Object.fromEntries(specsOf(specs).map(({ name, transform }) => [name, transform(unconstrained[name])]));

  /** The loss at unconstrained parameters: what the compiled functions have in common. Consumes its arguments. */
  const lossAt = (unconstrained: Arrays, key: Key, args: A): LossOutput => {
    const values = constrain(unconstrained);
    return loss.evaluate({
      model: substitute(model, values),
      guide: substitute(guide, values),
      key,
      args,
    });
  };

  const compileStep = (rebuild: (arrays: readonly JaxArray[]) => A): StepProgram => {
    type Evaluated = [[JaxArray, [JaxArray, Flags]], Arrays];
    // Key and arguments are closed over: as arguments of what is differentiated, they would be differentiated too.
    const gradient = (at: Arrays, key: Key, arrays: readonly JaxArray[]): Evaluated => {
      const lossOf = (unconstrained: Arrays): [JaxArray, [JaxArray, Flags]] => {
        const { surrogate, value, inSupport } = lossAt(unconstrained, key, rebuild(arrays));
        return [surrogate, [value, inSupport]];
      };
      return (valueAndGrad(lossOf as never, { hasAux: true }) as unknown as (at: Arrays) => Evaluated)(at);
    };
    return new StepProgram(([unconstrained, memory, key], arrays) => {
      const [now, next] = split(key, 2);
      const [[surrogate, [value, flags]], gradients] = gradient(tree.ref(unconstrained), now, arrays);
      surrogate.dispose();
      const { params, state } = optimizer.update(gradients, memory, unconstrained);
      return { value, flags, next: [params, state, next] };
    });
  };

  const compileEvaluation = (rebuild: (arrays: readonly JaxArray[]) => A): Evaluate =>
    compile(((unconstrained: Arrays, key: Key, arrays: JaxArray[]): unknown => {
      const { value, inSupport } = lossAt(unconstrained, key, rebuild(arrays));
      return [value, inSupport];
    }) as never) as unknown as Evaluate;

  /** Finds out why the numbers of a step are not what they should be. */
  const judge = (
    value: number,
    flags: Readonly<Record<string, boolean>>,
    state: SviState,
    args: A,
  ): never => {
    const outside = Object.keys(flags).find((site) => !flags[site]);
    const [now, rest] = split(state.key.ref, 2);
    rest.dispose();
    const values = constrain(tree.ref(state.unconstrained));
    const keys = loss.drawKeys(now);
    try {
      throw diagnose({ model, guide, values, keys, args, step: state.step, loss: value, outside });
    } finally {
      disposeAll(values);
      for (const key of keys) key.dispose();
    }
  };

  const inner: Omit<Svi<A>, "run" | "dispose" | "params"> = {
    init(seed, ...args) {
      checkAlive(undefined, args);
      const { arrays, statics, rebuild } = splitArguments(mapArrays(args, (array) => array.ref));
      try {
        const prepared = prepare(model, guide, keyOf(seed), args);
        specs = prepared.specs;
        const state: SviState = {
          unconstrained: prepared.unconstrained,
          optimizer: optimizer.init(tree.ref(prepared.unconstrained)),
          key: keyOf(seed),
          step: 0,
        };
        try {
          steps.get(statics, () => compileStep(rebuild)).prepare(state, arrays);
        } catch (error) {
          disposeState(state);
          throw error;
        }
        return state;
      } finally {
        for (const array of arrays) array.dispose();
      }
    },
    step(state, ...args) {
      specsOf(specs);
      checkAlive(state, args);
      const { arrays, statics, rebuild } = splitArguments(args);
      try {
        const program = steps.get(statics, () => compileStep(rebuild)).prepare(state, arrays);
        const taken = program.take(state, arrays);
        if (!isFine(taken)) {
          taken.undo();
          judge(taken.loss, taken.flags, state, args);
        }
        const next = taken.commit();
        disposeState(state);
        return { state: next, loss: taken.loss };
      } finally {
        for (const array of arrays) array.dispose();
      }
    },
    evaluate(state, ...args) {
      specsOf(specs);
      checkAlive(state, args);
      const { arrays, statics, rebuild } = splitArguments(args);
      const compiled = evaluations.get(statics, () => compileEvaluation(rebuild));
      const [now, rest] = split(state.key.ref, 2);
      rest.dispose();
      try {
        const [value, flags] = restoring([now, ...arraysIn([state, arrays])], () =>
          compiled(tree.ref(state.unconstrained), now.ref, tree.ref(arrays)),
        );
        const taken = { loss: value.item(), flags: readFlags(flags) };
        if (!isFine(taken)) judge(taken.loss, taken.flags, state, args);
        return taken.loss;
      } finally {
        for (const array of [now, ...arrays]) array.dispose();
      }
    },
  };

  const self: Svi<A> = {
    init: (...args) => isolated(() => inner.init(...args)),
    step: (...args) => isolated(() => inner.step(...args)),
    evaluate: (...args) => isolated(() => inner.evaluate(...args)),
    params(state) {
      checkAlive(state, []);
      return constrain(tree.ref(state.unconstrained));
    },
    async run({ steps: count, seed = 0, state: start, batch, signal, onProgress }) {
      checkOption(
        "svi.run, option steps",
        count,
        "a whole number, at least 0",
        (n) => Number.isSafeInteger(n) && n >= 0,
      );
      let state = start ?? self.init(seed, ...batch(0));
      try {
        const losses = new Float64Array(count);
        let turn = performance.now();
        for (let i = 0; i < count; i++) {
          throwIfAborted(signal, "variational inference");
          const taken = self.step(state, ...batch(state.step));
          state = taken.state;
          losses[i] = taken.loss;
          onProgress?.({ step: i + 1, steps: count, loss: taken.loss });
          if (performance.now() - turn < 30) continue;
          await new Promise((resolve) => setTimeout(resolve, 0));
          turn = performance.now();
        }
        return { state, losses };
      } catch (error) {
        // Nobody else has it any more, unless it was consumed before.
        if (isAlive(state)) disposeState(state);
        throw error;
      }
    },
    dispose() {
      for (const compiled of [...steps.clear(), ...evaluations.clear()]) compiled.dispose();
    },
  };
  return self;
}

/** Frees the arrays of a state that no further step will consume. */
export function disposeState(state: SviState): void {
  if (state instanceof ResidentState) state.dispose();
  else for (const array of arraysIn([state.unconstrained, state.optimizer, state.key])) array.dispose();
}

/** Whether a loss is a number, of observations that can be. */
function isFine({ loss, flags }: Pick<Taken, "loss" | "flags">): boolean {
  return Number.isFinite(loss) && Object.values(flags).every(Boolean);
}

function readFlags(flags: Flags): Record<string, boolean> {
  return Object.fromEntries(Object.entries(flags).map(([site, flag]) => [site, flag.item() !== 0]));
}

function specsOf(specs: readonly ParamSpec[] | undefined): readonly ParamSpec[] {
  if (specs !== undefined) return specs;
  throw new NescioError({
    code: "invalid-option",
    subject: "svi",
    expected: "init(seed, …) to be called first",
    found: "a step before it",
  });
}
