import { total } from "./elementwise.js";
import type { Node } from "./graph.js";
import { Registers, type Register } from "./registers.js";
import type { Group } from "./schedule.js";
import { byteWidth, isContiguous, isUniform, isWhole, type Tensor, type View } from "./view.js";
import type { Address, Regions, Writer } from "./writer.js";

interface Operand {
  readonly at: number | Address | Register;
  /** Bytes for four numbers: within the block, and from block to block. */
  readonly step: number;
  readonly moves: number;
}

interface Step {
  readonly kernel: string;
  readonly operands: readonly Operand[];
}

const nothing: Operand = { at: 0, step: 0, moves: 0 };
/** Counts the numbers before the block. */
const position: Operand = { at: 0, step: 0, moves: 4 };

/** What a loop is written with. */
export interface LoopContext {
  readonly writer: Writer;
  readonly regions: Regions;
  /** Tensors of one number that hold four copies of it, as kernels want a scalar. */
  readonly cells: Set<Tensor>;
  /** Tensors that others than the loop look at. */
  readonly stored: ReadonlySet<Tensor>;
}

/** Writes the instruction for a loop. */
export function writeLoop(group: Group, context: LoopContext): void {
  const loop = new Loop(group, context);
  group.nodes.forEach((node, i) => loop.add(node, i));
  loop.write();
}

class Loop {
  readonly #registers = new Registers();
  readonly #steps: Step[] = [];
  /** Where the loop's own numbers are. */
  readonly #own = new Map<Tensor, Operand>();
  /** Scalars of which the loop has made four copies. */
  readonly #copied = new Map<string, Operand>();
  readonly #endings: ReadonlyMap<number, readonly Tensor[]>;

  constructor(
    private readonly group: Group,
    private readonly context: LoopContext,
  ) {
    this.#endings = lastUses(group.nodes);
  }

  add(node: Node, index: number): void {
    const { stored, writer, cells } = this.context;
    const read: Register[] = [];
    const inputs = node.inputs.map((view) => this.#operand(view, read));
    const [output] = node.outputs;
    if (node.operation === total) {
      this.#step(
        `total${output.dtype === "float64" ? "F64" : "F32"}`,
        {
          ...{ at: writer.addressOf(output), step: 0, moves: 0 },
        },
        [inputs[0], nothing, position],
      );
    } else {
      const to = this.#target(output, stored.has(output));
      this.#step(node.params as string, to, inputs);
      this.#own.set(output, to);
      if (this.group.elements === 1) cells.add(output);
    }
    read.forEach((register) => this.#registers.give(register));
    for (const tensor of this.#endings.get(index) ?? []) this.#forget(tensor);
  }

  write(): void {
    const { writer, regions } = this.context;
    const { elements } = this.group;
    const block = this.#registers.block(elements);
    const placed = this.#registers.placed(block, regions);
    const words = this.#steps.flatMap(({ kernel, operands }) => [
      writer.kernel(kernel),
      ...operands.flatMap(({ at, step, moves }) => [
        typeof at === "object" && "register" in at ? placed(at) : at,
        step | (moves << 16),
      ]),
    ]);
    writer.instruction("loop", [elements, block, ...words]);
  }

  #step(kernel: string, to: Operand, [a, b = nothing, c = nothing]: readonly Operand[]): void {
    this.#steps.push({ kernel, operands: [to, a, b, c] });
  }

  #target(output: Tensor, isStored: boolean): Operand {
    const width = byteWidth(output.dtype);
    if (isStored) return { at: this.context.writer.addressOf(output), step: width * 4, moves: width * 4 };
    return { at: this.#registers.take(width), step: width * 4, moves: 0 };
  }

  #operand(view: View, read: Register[]): Operand {
    const { writer, cells } = this.context;
    const known = isWhole(view) ? this.#own.get(view.tensor) : undefined;
    if (known !== undefined) return known;
    const width = byteWidth(view.dtype);
    const address = writer.address(view);
    if (this.group.elements === 1 || isUniform(view)) {
      return cells.has(view.tensor) ? { at: address, step: 0, moves: 0 } : this.#copies(view, width, address);
    }
    if (isContiguous(view)) return { at: address, step: width * 4, moves: width * 4 };
    const register = this.#registers.take(width);
    read.push(register);
    const to: Operand = { at: register, step: width * 4, moves: 0 };
    this.#step(width === 8 ? "read64" : "read32", to, [
      { ...nothing, at: this.#described(view) },
      nothing,
      position,
    ]);
    return to;
  }

  /** Four copies of a scalar that has none. */
  #copies({ tensor, offset }: View, width: 4 | 8, address: number): Operand {
    const key = `${tensor.id},${offset},${width}`;
    let copies = this.#copied.get(key);
    if (copies === undefined) {
      copies = { at: this.#registers.take(width), step: 0, moves: 0 };
      this.#step(width === 8 ? "splat64" : "splat32", copies, [{ ...nothing, at: address }]);
      this.#copied.set(key, copies);
    }
    return copies;
  }

  /** A view as words that a reading step looks up. */
  #described(view: View): Address {
    const { writer, regions } = this.context;
    const { shape, strides } = writer.axes([view]);
    const offset = regions.words.length * 4;
    const bytes = strides[0].map((stride) => stride * byteWidth(view.dtype));
    regions.words.push(shape.length, ...shape, ...bytes, writer.address(view));
    return { region: "words", offset };
  }

  #forget(tensor: Tensor): void {
    const at = this.#own.get(tensor)?.at;
    if (typeof at === "object" && "register" in at) this.#registers.give(at);
  }
}

/** For each node the loop's own tensors that none after it looks at, itself included where none does. */
function lastUses(nodes: readonly Node[]): Map<number, Tensor[]> {
  const last = new Map<Tensor, number>();
  nodes.forEach(({ inputs, outputs }, index) => {
    for (const { tensor } of inputs) if (last.has(tensor)) last.set(tensor, index);
    for (const tensor of outputs) last.set(tensor, index);
  });
  const at = new Map<number, Tensor[]>();
  for (const [tensor, index] of last) at.set(index, [...(at.get(index) ?? []), tensor]);
  return at;
}
