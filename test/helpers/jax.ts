// jax-js asks `instanceof Float16Array`, which Node 20 does not know; no value is ever one here.
(globalThis as { Float16Array?: unknown }).Float16Array ??= function Float16Array(): void {
  // Nothing is an instance of it.
};
export * from "@jax-js/jax";
