import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Arena } from "../../packages/core/src/engine/arena.js";
import { expectNescioError } from "../helpers/errors.js";

describe("Arena", () => {
  test("gives regions on cache lines, apart, with slack behind each, within its pages", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 1, maxLength: 30 }),
        (sizes) => {
          const arena = new Arena();
          // The first page belongs to the kernels' static data and the synchronisation block.
          let free = 65_536;
          for (const bytes of sizes) {
            const address = arena.reserve(bytes);
            expect(address % 64).toBe(0);
            expect(address).toBeGreaterThanOrEqual(free);
            free = address + bytes + 256;
          }
          expect(arena.pages * 65_536).toBeGreaterThanOrEqual(free);
          expect((arena.pages - 2) * 65_536).toBeLessThan(free);
        },
      ),
    );
  });

  test("refuses more than 32-bit addresses reach, and says how much it was", async () => {
    const arena = new Arena();
    arena.reserve(3 * 1024 ** 3);
    await expectNescioError(
      () => arena.reserve(1.5 * 1024 ** 3),
      "unsupported",
      "4 GiB",
      "4.5 GiB",
      "smaller",
    );
  });
});
