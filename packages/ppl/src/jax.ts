export * from "./jax/jax.js";
export { nn } from "./nn/index.js";
export { np } from "./numpy/index.js";
