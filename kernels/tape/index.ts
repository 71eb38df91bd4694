// What the tape's module exports.
export { apply } from "./math-probe";
