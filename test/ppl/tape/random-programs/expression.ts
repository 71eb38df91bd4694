import type { JaxArray } from "../../../../packages/ppl/src/jax.js";

/** A value of an earlier line. It takes a reference of its own, unless it is lent to a function that consumes nothing. */
export interface Use {
  readonly kind: "use";
  readonly name: string;
  readonly lent: boolean;
}

/** What the library has under a path, such as `np.int32`. */
export interface Path {
  readonly kind: "path";
  readonly path: string;
}

/** A call of a function of the library (`np.sum`), of a method (`.slice`: the first argument is the array), or of a result. */
export interface Call {
  readonly kind: "call";
  readonly callee: string | Call;
  readonly args: readonly Expression[];
  /** Which of several results is meant, by place or name; the others are freed. */
  readonly pick?: number | string | undefined;
}

export interface Options {
  readonly kind: "options";
  readonly entries: Readonly<Record<string, Expression>>;
}

/** A function. Its body sees the lines around it. */
export interface Lambda {
  readonly kind: "lambda";
  readonly parameters: readonly string[];
  readonly body: readonly Line[];
  /** Absent where the function returns nothing. */
  readonly result?: Expression | undefined;
}

export interface Line {
  readonly name: string;
  readonly value: Call;
}

export type Expression =
  number | boolean | string | null | Use | Path | Call | Options | Lambda | readonly Expression[];

/** What programs call, by the first word of a path: `np`, `vmap`, `sample`, … */
export type Library = Readonly<Record<string, unknown>>;

export const use = (name: string): Use => ({ kind: "use", name, lent: false });
export const lent = (name: string): Use => ({ kind: "use", name, lent: true });
export const path = (name: string): Path => ({ kind: "path", path: name });
export const options = (entries: Readonly<Record<string, Expression>>): Options => ({
  kind: "options",
  entries,
});
export const call = (callee: string | Call, args: readonly Expression[], pick?: number | string): Call => ({
  kind: "call",
  callee,
  args,
  ...(pick !== undefined && { pick }),
});

export function isList(expression: Expression): expression is readonly Expression[] {
  return Array.isArray(expression);
}

function isKind(expression: Expression | undefined, kind: string): boolean {
  if (typeof expression !== "object" || expression === null || isList(expression)) return false;
  return expression.kind === kind;
}

export function isUse(expression: Expression | undefined): expression is Use {
  return isKind(expression, "use");
}

export function isPath(expression: Expression | undefined): expression is Path {
  return isKind(expression, "path");
}

export function isCall(expression: Expression | undefined): expression is Call {
  return isKind(expression, "call");
}

export function isLambda(expression: Expression | undefined): expression is Lambda {
  return isKind(expression, "lambda");
}

/** A copy with `f` of every expression directly inside. */
export function mapInside(expression: Expression, f: (inside: Expression) => Expression): Expression {
  if (typeof expression !== "object" || expression === null) return expression;
  if (isList(expression)) return expression.map(f);
  switch (expression.kind) {
    case "use":
    case "path":
      return expression;
    case "options":
      return options(Object.fromEntries(Object.entries(expression.entries).map(([key, e]) => [key, f(e)])));
    case "call": {
      const { callee, args, pick } = expression;
      return call(typeof callee === "string" ? callee : (f(callee) as Call), args.map(f), pick);
    }
    case "lambda": {
      const { body, result } = expression;
      return {
        ...expression,
        body: body.map(({ name, value }) => ({ name, value: f(value) as Call })),
        ...(result !== undefined && { result: f(result) }),
      };
    }
  }
}

/** Calls `visit` of an expression and of all inside it, from outside inwards. */
export function walk(expression: Expression, visit: (expression: Expression) => void): void {
  visit(expression);
  mapInside(expression, (inside) => {
    walk(inside, visit);
    return inside;
  });
}

/** The names that an expression uses, with repetitions. */
export function usesIn(expression: Expression): string[] {
  const names: string[] = [];
  walk(expression, (inside) => {
    if (isUse(inside)) names.push(inside.name);
  });
  return names;
}

/** Arrays by name; an inner scope sees the outer ones. */
export type Scope = ReadonlyMap<string, JaxArray>;
