import { describe, expect, test } from "vitest";
import { bits, key } from "../../../packages/ppl/src/random/index.js";
import { numbers } from "../distributions/values.js";
import { chiSquare, correlation } from "./statistics.js";

const size = 1 << 18;

describe("bits", () => {
  const drawn = numbers(bits(key(1), [size]));

  test.each([0, 8, 16, 24])("from %d on are uniform bytes, also in pairs of neighbours", (shift) => {
    const counts = new Array<number>(256).fill(0);
    const pairs = new Array<number>(256).fill(0);
    drawn.forEach((x, i) => {
      counts[(x >>> shift) & 255]++;
      if (i > 0) pairs[(((x >>> shift) & 15) << 4) | ((drawn[i - 1] >>> shift) & 15)]++;
    });
    for (const found of [counts, pairs]) {
      expect(chiSquare(found, new Array<number>(256).fill(size / 256))).toBeLessThan(4);
    }
  });

  test("do not resemble those before, nor those of another key", () => {
    const units = drawn.map((x) => (x + 0.5) / 2 ** 32);
    for (const lag of [1, 2, 3, 4, 7, 64, 784, 1024]) {
      expect(Math.abs(correlation(units.slice(lag), units.slice(0, -lag)))).toBeLessThan(4);
    }
    for (const seed of [0, 2, 3]) {
      const others = numbers(bits(key(seed), [size]));
      let different = 0;
      others.forEach((x, i) => {
        for (let rest = (x ^ drawn[i]) >>> 0; rest !== 0; rest &= rest - 1) different++;
      });
      expect(Math.abs(different - 16 * size) / Math.sqrt(8 * size)).toBeLessThan(4);
    }
  });
});
