export * from "../engine/jax/jax.js";
