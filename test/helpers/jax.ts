// jax-js asks `instanceof Float16Array`, which Node 20 does not know; no value is ever one here.
(globalThis as { Float16Array?: unknown }).Float16Array ??= class Float16Array {};
export * from "@jax-js/jax";
