import type { Equation, Literal, Variable } from "./record.js";

/** The equations that outputs depend on, and how often each variable is used by them and as an output. */
export function liveness(
  equations: readonly Equation[],
  outputs: readonly (Variable | Literal)[],
): { readonly live: Equation[]; readonly uses: Map<Variable, number> } {
  const uses = new Map<Variable, number>();
  const use = (atom: Variable): void => void uses.set(atom, (uses.get(atom) ?? 0) + 1);
  outputs.forEach(use);
  const live: Equation[] = [];
  for (let i = equations.length - 1; i >= 0; i--) {
    if (!equations[i].outBinders.some((variable) => uses.has(variable))) continue;
    live.push(equations[i]);
    equations[i].inputs.forEach(use);
  }
  return { live: live.reverse(), uses };
}
