export type { Distribution } from "./distribution.js";
export { normal } from "./normal.js";
