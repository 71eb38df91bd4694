// jax-js asks `instanceof Float16Array`, which Node 20 and older browsers do not know; no value is ever one there.
(globalThis as { Float16Array?: unknown }).Float16Array ??= function Float16Array(): void {
  // Nothing is an instance of it.
};
