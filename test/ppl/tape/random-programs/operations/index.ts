import { nested } from "./nested.js";
import { plain, type Group } from "./plain.js";
import { stops } from "./stops.js";

/** Operations on random variables. */
export const smoothOperations: readonly Group[] = [...plain, nested];

/** All operations. */
export const operations: readonly Group[] = [...smoothOperations, stops];
