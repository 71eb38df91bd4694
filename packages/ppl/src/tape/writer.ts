import { byteWidth, collapsed, type Tensor, type View } from "./view.js";

/** An address that is known once all is laid out: that of a region, and so many bytes on. */
export interface Address {
  readonly region: "scratch" | "registers" | "words";
  readonly offset: number;
}

/** Writes instructions: what nodes need to know of where things lie. */
export class Writer {
  /** Instructions of one run, as words. */
  readonly words: number[] = [];
  /** Which words are to have the address of a region added. */
  readonly addresses: { readonly at: number; readonly region: Address["region"] }[] = [];
  readonly #kernels: (name: string) => number;
  readonly #places: ReadonlyMap<Tensor, number>;

  constructor(
    kernels: (name: string) => number,
    places: ReadonlyMap<Tensor, number>,
    private readonly regions: Regions,
  ) {
    this.#kernels = kernels;
    this.#places = places;
  }

  instruction(kernel: string, operands: readonly (number | Address)[]): void {
    this.words.push(this.#kernels(kernel), operands.length + 2);
    operands.forEach((operand) => this.operand(operand));
  }

  operand(operand: number | Address): void {
    if (typeof operand === "number") {
      this.words.push(operand);
      return;
    }
    this.addresses.push({ at: this.words.length, region: operand.region });
    this.words.push(operand.offset);
  }

  kernel(name: string): number {
    return this.#kernels(name);
  }

  addressOf(tensor: Tensor): number {
    const place = this.#places.get(tensor);
    if (place === undefined)
      throw new Error(`tensor ${tensor.id} of ${tensor.node.operation.name} has no place`);
    return place;
  }

  /** Of the entry at index 0. */
  address({ tensor, offset, dtype }: View): number {
    return this.addressOf(tensor) + offset * byteWidth(dtype);
  }

  /** The common axes of views, as few as there can be, at least one. */
  axes(views: readonly View[]): { readonly shape: number[]; readonly strides: number[][] } {
    const { shape, strides } = collapsed(views);
    return shape.length > 0 ? { shape, strides } : { shape: [1], strides: views.map(() => [0]) };
  }

  /** Room that an instruction may use while it runs. */
  scratch(bytes: number): Address {
    this.regions.scratch = Math.max(this.regions.scratch, bytes);
    return { region: "scratch", offset: 0 };
  }
}

/** Bytes that regions take up. */
export interface Regions {
  scratch: number;
  registers: number;
  /** What steps of loops know of views, as words. */
  readonly words: number[];
}
