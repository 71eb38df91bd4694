export { lgamma } from "./lgamma.js";
export { softplus } from "./softplus.js";
