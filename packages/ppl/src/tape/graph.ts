import { stridesOf, wholeView, type Tensor, type DType, type View, keyOf } from "./view.js";
import type { Writer } from "./writer.js";

/** What a node does, and how its instructions are written. */
export interface Operation {
  readonly name: string;
  /** Writes the node's instructions. Absent for what loops, inputs and constants are made of. */
  readonly write?: (node: Node, writer: Writer) => void;
}

export type Numbers = Float64Array | Float32Array | Int32Array | Uint32Array;

/** One step of a computation, in the order in which nodes were made. */
export interface Node {
  readonly id: number;
  readonly operation: Operation;
  readonly inputs: readonly View[];
  readonly params: unknown;
  readonly outputs: readonly Tensor[];
  /** Nothing that it depends on changes from run to run. */
  readonly fixed: boolean;
}

/** What changes from run to run. */
export const input: Operation = { name: "input" };
/** Numbers known in advance: `params` are they. */
export const constant: Operation = { name: "constant" };

/** A computation under construction; what is asked for twice is computed once. */
export class Graph {
  readonly nodes: Node[] = [];
  readonly #known = new Map<string, Node>();
  #tensors = 0;

  /** A node with one output, which is returned whole. */
  add(
    operation: Operation,
    inputs: readonly View[],
    params: unknown,
    dtype: DType,
    shape: readonly number[],
  ): View {
    const [tensor] = this.node(operation, inputs, params, [{ dtype, size: product(shape) }]).outputs;
    return wholeView(tensor, shape);
  }

  /** A node of any number of outputs. Equal operations, inputs and `params` (as JSON) give the same node. */
  node(
    operation: Operation,
    inputs: readonly View[],
    params: unknown,
    outputs: readonly { readonly dtype: DType; readonly size: number }[],
  ): Node {
    const key = `${operation.name}|${JSON.stringify(params)}|${outputs[0].dtype}|${inputs.map(keyOf).join(";")}`;
    let node = this.#known.get(key);
    if (node === undefined) {
      const fixed = inputs.every(({ tensor }) => tensor.node.fixed);
      node = this.#make(operation, inputs, params, outputs, fixed);
      this.#known.set(key, node);
    }
    return node;
  }

  input(dtype: DType, shape: readonly number[]): View {
    const { outputs } = this.#make(input, [], undefined, [{ dtype, size: product(shape) }], false);
    return wholeView(outputs[0], shape);
  }

  /** Numbers that never change. Where all of them are the same, one of them is kept. */
  constant(dtype: DType, shape: readonly number[], numbers: Numbers): View {
    const [first] = numbers;
    if (numbers.length > 0 && numbers.every((value) => Object.is(value, first))) {
      const { tensor } = this.scalar(dtype, first);
      return { tensor, dtype, shape, strides: shape.map(() => 0), offset: 0 };
    }
    const { outputs } = this.#make(constant, [], numbers, [{ dtype, size: numbers.length }], true);
    return { tensor: outputs[0], dtype, shape, strides: stridesOf(shape), offset: 0 };
  }

  /** One number, kept in double precision whatever its type: a cast to double precision finds what was written. */
  scalar(dtype: DType, value: number): View {
    const key = `scalar|${dtype}|${Object.is(value, -0) ? "-0" : value}`;
    let node = this.#known.get(key);
    if (node === undefined) {
      node = this.#make(constant, [], Float64Array.of(value), [{ dtype, size: 1 }], true);
      this.#known.set(key, node);
    }
    return wholeView(node.outputs[0], []);
  }

  #make(
    operation: Operation,
    inputs: readonly View[],
    params: unknown,
    outputs: readonly { readonly dtype: DType; readonly size: number }[],
    fixed: boolean,
  ): Node {
    const tensors: Tensor[] = [];
    const node: Node = { id: this.nodes.length, operation, inputs, params, outputs: tensors, fixed };
    for (const { dtype, size } of outputs) tensors.push({ id: this.#tensors++, dtype, size, node });
    this.nodes.push(node);
    return node;
  }
}

/** The number behind a view of one constant, in double precision. */
export function scalarOf({ tensor, offset }: View): number | undefined {
  const { node } = tensor;
  return node.operation === constant && tensor.size === 1 && offset === 0
    ? (node.params as Numbers)[0]
    : undefined;
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, extent) => size * extent, 1);
}
