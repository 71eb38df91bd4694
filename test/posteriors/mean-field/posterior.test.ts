import { describe } from "vitest";
import { posteriorContract } from "../contract.js";
import { conv, dense, meanField } from "../posteriors.js";

describe("mean-field, convolutions", () => {
  posteriorContract(() => meanField(conv));
});

describe("mean-field, dense layers", () => {
  posteriorContract(() => meanField(dense));
});
