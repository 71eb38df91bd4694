export { randomModule, type DrawnNetwork, type Priors, type RandomModuleOptions } from "./random-module.js";
export { DrawsPosterior, drawsPosterior } from "./draws-posterior.js";
export { GuidePosterior, guidePosterior, type GuidePosteriorOptions } from "./guide-posterior.js";
