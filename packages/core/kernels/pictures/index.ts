// What reading pictures spends its time on, over a memory of its own. With plain SIMD: a picture is read to the same bits
// everywhere.
export { closing, morphologyRoom, opening, polarityBalance } from "./morphology";
export { spread, spreadRoom, takeGroundOff } from "./ink";
export { distanceRoom, squaredDistances } from "./distance";
export { resampleColumns, resampleRows } from "./resample";
export { moveOutline, strokeWidth } from "./outline";
export { placeShape } from "./place";
