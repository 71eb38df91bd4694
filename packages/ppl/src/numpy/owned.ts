/** A function with what it owns. */
type Owned<F> = F & { dispose(): void };

/**
 * Functions as those of jax-js that are compiled, which can be told to forget what was: here nothing is compiled, and so
 * nothing is forgotten.
 */
export function owned<T extends Readonly<Record<string, (...args: never[]) => unknown>>>(
  functions: T,
): { [K in keyof T]: Owned<T[K]> } {
  const entries = Object.entries(functions).map(([name, f]) => [name, withDispose(f)]);
  return Object.fromEntries(entries) as { [K in keyof T]: Owned<T[K]> };
}

function withDispose<F extends (...args: never[]) => unknown>(f: F): Owned<F> {
  // A function of its own, as `f` may have other names.
  const call = (...args: Parameters<F>): unknown => f(...args);
  return Object.assign(call, { dispose: () => undefined }) as unknown as Owned<F>;
}
