// Those of Node take paths, too.
export { answer, answerEach } from "@nescio/node";
export * from "@nescio/node";
export * from "@nescio/core";
