import { NescioError } from "@nescio/core";
import { np, type JaxArray, type Operand } from "../jax/jax.js";

// jax-js parses subscripts by methods of iterators that Node has from version 22 on. It takes them as numbers, too.

const ellipsis = "...";

/** The labels of one operand or of the result; an ellipsis is one of them. */
type Labels = readonly string[];

/** The labels in one part of the subscripts. */
function labelsOf(part: string, subscripts: string): Labels {
  const labels = part.match(/\.\.\.|\p{ID_Start}/gu) ?? [];
  const isWhole = labels.join("") === part;
  if (isWhole && labels.filter((label) => label === ellipsis).length <= 1) return labels;
  throw invalid(subscripts, "letters and at most one ellipsis for each operand", `"${part}"`);
}

function invalid(subscripts: string, expected: string, found: string): NescioError {
  return new NescioError({ code: "invalid-program", subject: `einsum "${subscripts}"`, expected, found });
}

/** The result's labels where none are written: those that appear once, in order, behind the ellipsis. */
function implied(operands: readonly Labels[]): Labels {
  const all = operands.flat();
  const once = all.filter((label) => label !== ellipsis && all.indexOf(label) === all.lastIndexOf(label));
  return [...(all.includes(ellipsis) ? [ellipsis] : []), ...once.sort()];
}

/** How many axes an ellipsis stands for, by the operand that has most. */
function ellipsisRank(operands: readonly Labels[], ranks: readonly number[], subscripts: string): number {
  const extra = operands.map((labels, i) => {
    const named = labels.filter((label) => label !== ellipsis).length;
    const hasEllipsis = named < labels.length;
    if (hasEllipsis ? ranks[i] >= named : ranks[i] === named) return ranks[i] - named;
    throw invalid(subscripts, `${labels.join("")} to have as many axes as its operand`, `${ranks[i]} axes`);
  });
  return Math.max(0, ...extra);
}

/** Subscripts as lists of numbers: one for each operand, and that of the result. */
function parse(subscripts: string, ranks: readonly number[]): { operands: number[][]; result: number[] } {
  const [left, right, ...more] = subscripts.replaceAll(/\s/g, "").split("->");
  const operands = left.split(",").map((part) => labelsOf(part, subscripts));
  if (more.length > 0) throw invalid(subscripts, `one "->"`, `${more.length + 1}`);
  if (operands.length !== ranks.length) {
    throw invalid(subscripts, `${operands.length} operands`, `${ranks.length}`);
  }
  const rank = ellipsisRank(operands, ranks, subscripts);
  const result =
    (right as string | undefined) === undefined ? implied(operands) : labelsOf(right, subscripts);
  checkResult(result, operands.flat(), rank, subscripts);
  const names = [...new Set(operands.flat().filter((label) => label !== ellipsis))].sort();
  const numbered = (labels: Labels, axes: number): number[] =>
    labels.flatMap((label) =>
      label === ellipsis
        ? Array.from({ length: axes }, (_, i) => names.length + rank - axes + i)
        : names.indexOf(label),
    );
  return {
    operands: operands.map((labels, i) => numbered(labels, ranks[i] - labels.length + 1)),
    result: numbered(result, rank),
  };
}

function checkResult(result: Labels, all: Labels, rank: number, subscripts: string): void {
  const unknown = result.find((label) => !all.includes(label));
  if (unknown !== undefined) throw invalid(subscripts, "a result of the operands' axes", `"${unknown}"`);
  const repeated = result.find((label, i) => result.indexOf(label) !== i);
  if (repeated !== undefined)
    throw invalid(subscripts, "each axis of the result once", `"${repeated}" twice`);
  if (rank > 0 && !result.includes(ellipsis)) {
    throw invalid(subscripts, "an ellipsis in the result, as in the operands", "none");
  }
}

/**
 * Einstein's sum of products, `einsum("ij,jk->ik", a, b)`: labels of letters, with an ellipsis for any other axes; without
 * "->" the result has the labels that appear once, in order. Or by lists of numbers, `einsum(a, [0, 1], b, [1, 2], [0, 2])`.
 * Consumes the arrays.
 */
export function einsum(...args: readonly (string | Operand | number[])[]): JaxArray {
  const [subscripts, ...operands] = args;
  if (typeof subscripts !== "string") return np.einsum(...(args as Operand[]));
  const ranks = operands.map((operand) => np.ndim(operand as Operand));
  const numbered = parse(subscripts, ranks);
  const paired = operands.flatMap((operand, i) => [operand as Operand, numbered.operands[i]]);
  return np.einsum(...paired, numbered.result);
}
