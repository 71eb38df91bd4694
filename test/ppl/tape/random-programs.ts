import * as ppl from "../../../packages/ppl/src/index.js";
import { jit } from "../../../packages/ppl/src/jax.js";
import { arrayProgram } from "./random-programs/array-program.js";
import { checkArrayProgram } from "./random-programs/check-array-program.js";
import type { UnderTest } from "./random-programs/compile.js";
import { checkPotential } from "./random-programs/models/check-potential.js";
import { checkStep } from "./random-programs/models/check-step.js";
import { printPotential, printStep } from "./random-programs/models/print-model.js";
import { randomModel } from "./random-programs/models/random-model.js";
import { smallerModels } from "./random-programs/models/smaller-models.js";
import { randomStep } from "./random-programs/models/step-program.js";
import type { Outcome } from "./random-programs/outcome.js";
import { printArrayProgram } from "./random-programs/print-array-program.js";
import { shrink } from "./random-programs/shrink.js";
import { smallerArrayPrograms } from "./random-programs/smaller-array-programs.js";

export type { UnderTest } from "./random-programs/compile.js";
export type { Outcome } from "./random-programs/outcome.js";

/** Functions of arrays; potentials of models; steps of variational inference. */
export type Kind = "arrays" | "potential" | "step";

/** What came of one program. */
export interface Examined {
  readonly kind: Kind;
  readonly outcome: Outcome;
  /** The names of the operations in a function of arrays. */
  readonly operations: readonly string[];
  /** The fault, in the smallest program found that has it; takes seconds. Nothing where there is none. */
  readonly report: () => string | undefined;
}

/** What a kind of program needs: how to check it, to make it smaller, and to write it down. */
interface Case<P> {
  readonly program: P;
  readonly check: (program: P) => Outcome;
  readonly smaller: (program: P) => Iterable<P>;
  readonly print: (program: P) => string;
  readonly operations?: readonly string[];
}

// The compiler of jax-js, which its own functions use too: the language's `jit` is under test.
const library = { ...ppl, jit };

/** Which kind the program of a number is: of fifty, forty-four are functions, five potentials, one a step. */
function kindOf(index: number): Kind {
  if (index % 50 === 49) return "step";
  return index % 10 === 9 || index % 50 === 4 ? "potential" : "arrays";
}

/**
 * Makes the program that belongs to a seed and a number, and holds what is compiled against what is not, and both against
 * finite differences.
 * @param underTest What compiles functions of arrays; models compile by themselves.
 */
export function examine(
  underTest: UnderTest,
  seed: number,
  index: number,
  kind: Kind = kindOf(index),
): Examined {
  switch (kind) {
    case "arrays": {
      const program = arrayProgram(library, seed, index);
      const check = (other: typeof program): Outcome => checkArrayProgram(other, underTest, library);
      const { operations } = program;
      return examined(kind, {
        ...{ program, check, operations },
        smaller: smallerArrayPrograms,
        print: printArrayProgram,
      });
    }
    case "potential": {
      const dtype = index % 3 === 0 ? "float32" : "float64";
      const program = randomModel(library, { dtype, parts: false }, seed, index);
      const check = (other: typeof program): Outcome => checkPotential(other, library);
      return examined(kind, { program, check, smaller: smallerModels, print: printPotential });
    }
    case "step": {
      const program = randomStep(library, seed, index);
      const check = (other: typeof program): Outcome => checkStep(other, library);
      return examined(kind, { program, check, smaller: smallerSteps, print: printStep });
    }
  }
}

function* smallerSteps(step: ReturnType<typeof randomStep>): Iterable<typeof step> {
  for (const model of smallerModels(step.model)) yield { ...step, model };
}

function examined<P>(kind: Kind, { program, check, smaller, print, operations = [] }: Case<P>): Examined {
  const outcome = check(program);
  return {
    ...{ kind, outcome, operations },
    report() {
      if (outcome.kind !== "failed") return undefined;
      const { fault } = outcome;
      const smallest = shrink(program, smaller, (other) => hasFault(check, other, fault));
      const shown = check(smallest);
      const details = shown.kind === "failed" ? shown.details : outcome.details;
      return [...[fault, ...details].map((line) => `// ${line}`), print(smallest)].join("\n");
    },
  };
}

/** Whether a program can be run, and has this fault. */
function hasFault<P>(check: (program: P) => Outcome, program: P, fault: string): boolean {
  try {
    const outcome = check(program);
    return outcome.kind === "failed" && outcome.fault === fault;
  } catch {
    return false;
  }
}
