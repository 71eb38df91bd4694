import { constant, type Node, type Numbers } from "./graph.js";
import { writeLoop } from "./loop.js";
import { kernelPlace, machineBase, makeMachine, type Machine } from "./machine.js";
import { Room } from "./room.js";
import type { Group } from "./schedule.js";
import { byteWidth, type DType, type Tensor, type View } from "./view.js";
import { Writer, type Address, type Regions } from "./writer.js";

/** Four copies of a scalar, in bytes: what loops want of one. */
const CELL = 32;

/** Instructions in a machine's memory, from one address up to another. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Where a computation's tensors lie, and the instructions that compute them, stretch by stretch. */
export class Layout {
  readonly #room = new Room(machineBase);
  readonly #places = new Map<Tensor, number>();
  readonly #regions: Regions = { scratch: 0, registers: 0, words: [] };
  readonly #writer = new Writer(kernelPlace, this.#places, this.#regions);
  readonly #cells: Set<Tensor>;

  /** @param lasting Tensors that are there before a run or after it, and so have a place of their own. */
  constructor(private readonly lasting: ReadonlySet<Tensor>) {
    for (const tensor of lasting) this.#place(tensor);
    this.#cells = new Set([...lasting].filter(({ node, size }) => node.operation === constant && size === 1));
  }

  /** Writes groups, giving room to what they make for as long as somebody looks at it. */
  write(groups: readonly Group[]): Stretch {
    const from = this.#writer.words.length;
    const { stored, endings } = this.#lives(groups);
    groups.forEach((group, i) => {
      const made = group.nodes.flatMap(({ outputs }) => outputs);
      for (const tensor of made) if (stored.has(tensor) && !this.#places.has(tensor)) this.#place(tensor);
      this.#writeGroup(group, stored);
      for (const tensor of endings[i]) {
        if (stored.has(tensor)) this.#room.give(this.#places.get(tensor)!, bytesOf(tensor));
      }
    });
    return { from, to: this.#writer.words.length };
  }

  #writeGroup(group: Group, stored: ReadonlySet<Tensor>): void {
    const [writer, regions, cells] = [this.#writer, this.#regions, this.#cells];
    if (group.elements > 0) writeLoop(group, { writer, regions, cells, stored });
    else {
      for (const node of group.nodes)
        if (node.outputs.some(({ size }) => size > 0)) node.operation.write!(node, writer);
    }
  }

  /** What has to be stored, because others than its own loop look at it, and what nobody looks at after each group. */
  #lives(groups: readonly Group[]): { stored: Set<Tensor>; endings: Tensor[][] } {
    const stored = new Set(this.lasting);
    const last = new Map<Tensor, number>();
    const madeIn = new Map<Tensor, number>();
    groups.forEach(({ nodes, elements }, i) => {
      for (const { inputs, outputs } of nodes) {
        for (const { tensor } of inputs) {
          last.set(tensor, i);
          if (madeIn.get(tensor) !== i) stored.add(tensor);
        }
        for (const tensor of outputs) {
          madeIn.set(tensor, i);
          last.set(tensor, i);
          if (elements !== tensor.size) stored.add(tensor);
        }
      }
    });
    const endings: Tensor[][] = groups.map(() => []);
    for (const [tensor, i] of last)
      if (madeIn.has(tensor) && !this.lasting.has(tensor)) endings[i].push(tensor);
    return { stored, endings };
  }

  #place(tensor: Tensor): void {
    this.#places.set(tensor, this.#room.take(bytesOf(tensor)));
  }

  /** Puts all of it into a machine's memory. Of the stretches only the addresses change. */
  load(constants: readonly Node[]): { machine: Machine; at: (stretch: Stretch) => Stretch } {
    const [room, regions, writer] = [this.#room, this.#regions, this.#writer];
    const base: Record<Address["region"], number> = {
      registers: room.takeNew(regions.registers),
      scratch: room.takeNew(regions.scratch),
      words: room.takeNew(regions.words.length * 4),
    };
    const code = room.takeNew(writer.words.length * 4);
    // Loops read whole vectors, also beyond the end of the last array.
    const machine = makeMachine(room.end + 64);
    const { buffer: memory } = machine.memory;
    const words = Int32Array.from(writer.words);
    for (const { at, region } of writer.addresses) words[at] += base[region];
    new Int32Array(memory, code, words.length).set(words);
    new Int32Array(memory, base.words, regions.words.length).set(regions.words);
    for (const { params, outputs } of constants) this.#fill(memory, outputs[0], params as Numbers);
    return { machine, at: ({ from, to }) => ({ from: code + from * 4, to: code + to * 4 }) };
  }

  /** Writes a constant's numbers, a scalar's four times. */
  #fill(memory: ArrayBuffer, tensor: Tensor, numbers: Numbers): void {
    const { dtype, size } = tensor;
    const to = new arrayTypes[dtype](memory, this.#places.get(tensor)!, size === 1 ? 4 : size);
    if (size === 1) to.fill(numbers[0]);
    else to.set(numbers);
  }

  /** The numbers of a view that is all of a tensor, where they lie. */
  numbers({ tensor, dtype }: View, { memory }: Machine): Numbers {
    return new arrayTypes[dtype](memory.buffer, this.#places.get(tensor)!, tensor.size);
  }
}

function bytesOf({ dtype, size }: Tensor): number {
  return Math.max(CELL, size * byteWidth(dtype));
}

type ArrayType = new (memory: ArrayBuffer, address: number, size: number) => Numbers;

const arrayTypes: Readonly<Record<DType, ArrayType>> = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint32: Uint32Array,
  bool: Int32Array,
};
