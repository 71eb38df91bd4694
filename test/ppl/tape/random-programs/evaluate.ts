import type { JaxArray } from "../../../../packages/ppl/src/jax.js";
import { isArray } from "../../../../packages/ppl/src/memory.js";
import { isList, type Call, type Expression, type Lambda, type Library, type Scope } from "./expression.js";

type Callable = ((...args: readonly unknown[]) => unknown) & { dispose?: () => void };

/**
 * The value of an expression, owned by the caller. Arrays of `scope` are borrowed: every use takes a reference.
 * @throws Whatever the functions that are called throw.
 */
export function evaluate(expression: Expression, scope: Scope, library: Library): unknown {
  if (typeof expression !== "object" || expression === null) return expression;
  if (isList(expression)) return expression.map((item) => evaluate(item, scope, library));
  switch (expression.kind) {
    case "use": {
      const array = scope.get(expression.name);
      if (array === undefined) throw new Error(`no value has the name ${expression.name}`);
      return expression.lent ? array : array.ref;
    }
    case "path":
      return find(library, expression.path);
    case "options":
      return Object.fromEntries(
        Object.entries(expression.entries).map(([key, item]) => [key, evaluate(item, scope, library)]),
      );
    case "lambda":
      return (...args: readonly JaxArray[]) => apply(expression, args, scope, library);
    case "call":
      return evaluateCall(expression, scope, library);
  }
}

/** Runs a function's body and frees what it made and was given, but for its result. */
export function apply(lambda: Lambda, args: readonly JaxArray[], scope: Scope, library: Library): unknown {
  const inner = new Map(scope);
  const own: JaxArray[] = [];
  const bind = (name: string, value: unknown): void => {
    if (!isArray(value)) return;
    inner.set(name, value);
    own.push(value);
  };
  try {
    lambda.parameters.forEach((name, i) => bind(name, args[i]));
    for (const { name, value } of lambda.body) bind(name, evaluate(value, inner, library));
    return lambda.result === undefined ? undefined : evaluate(lambda.result, inner, library);
  } finally {
    for (const array of own) array.dispose();
  }
}

function evaluateCall({ callee, args, pick }: Call, scope: Scope, library: Library): unknown {
  const made = typeof callee === "string" ? undefined : (evaluate(callee, scope, library) as Callable);
  const given = args.map((argument) => evaluate(argument, scope, library));
  const result = made === undefined ? invoke(callee as string, given, library) : made(...given);
  // A function that was compiled for this call alone.
  made?.dispose?.();
  return pick === undefined ? result : picked(result as Readonly<Record<string, JaxArray>>, String(pick));
}

function invoke(callee: string, args: readonly unknown[], library: Library): unknown {
  if (!callee.startsWith(".")) return (find(library, callee) as Callable)(...args);
  const [receiver, ...rest] = args;
  return (receiver as Readonly<Record<string, Callable>>)[callee.slice(1)](...rest);
}

function picked(results: Readonly<Record<string, JaxArray>>, pick: string): JaxArray {
  for (const [key, other] of Object.entries(results)) if (key !== pick) other.dispose();
  return results[pick];
}

function find(library: Library, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((from, key) => (from as Readonly<Record<string, unknown>>)[key], library);
}
