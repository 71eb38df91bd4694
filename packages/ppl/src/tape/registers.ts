import type { Address, Regions } from "./writer.js";

/** Where a loop keeps a block of numbers; known once all of the loop's are counted. */
export interface Register {
  readonly register: number;
  /** Bytes of a number. */
  readonly width: 4 | 8;
}

// What blocks may take up together of the nearest cache, and how many numbers they have at least and at most.
const BYTES = 24 * 1024;
const LEAST = 64;
const MOST = 512;

/** The registers of one loop, used in turn. */
export class Registers {
  readonly #free: Record<4 | 8, number[]> = { 4: [], 8: [] };
  readonly #made: Record<4 | 8, number> = { 4: 0, 8: 0 };

  take(width: 4 | 8): Register {
    return { register: this.#free[width].pop() ?? this.#made[width]++, width };
  }

  give({ register, width }: Register): void {
    this.#free[width].push(register);
  }

  /** Numbers in a block, a multiple of 8, for a loop over so many. */
  block(elements: number): number {
    const bytes = this.#made[4] * 4 + this.#made[8] * 8;
    const fits = bytes === 0 ? MOST : Math.floor(BYTES / bytes / 8) * 8;
    return Math.min(Math.ceil(elements / 8) * 8, Math.max(LEAST, Math.min(MOST, fits)));
  }

  /** Where registers lie for a block of so many numbers: those of wide numbers first. */
  placed(block: number, regions: Regions): (register: Register) => Address {
    const wide = this.#made[8] * block * 8;
    regions.registers = Math.max(regions.registers, wide + this.#made[4] * block * 4);
    return ({ register, width }) => ({
      region: "registers",
      offset: width === 8 ? register * block * 8 : wide + register * block * 4,
    });
  }
}
