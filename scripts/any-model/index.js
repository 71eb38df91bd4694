export { scenarios } from "./populations.js";
export { promises, simulate } from "./simulate.js";
