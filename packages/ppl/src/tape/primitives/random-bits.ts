import { sizeOf } from "../../memory.js";
import { contiguous } from "../elementwise.js";
import type { Node, Operation } from "../graph.js";
import type { Primitive } from "../lower.js";
import type { Writer } from "../writer.js";

/** Threefry-2x32 with 20 rounds (Salmon et al. 2011): for each key the hashes of a counter from 0. */
const threefry: Operation = {
  name: "threefry",
  write({ inputs: [first, second], outputs: [output], params }: Node, writer: Writer) {
    const keys = first.tensor.size;
    writer.instruction("threefry", [
      ...[writer.addressOf(output), writer.address(first), writer.address(second)],
      ...[keys, output.size / keys, { xor: 2 }[params as string] ?? (params as number)],
    ]);
  },
};

export const randomBits: Readonly<Record<string, Primitive>> = {
  random_bits: ([first, second], { graph, params, results: [{ shape }] }) =>
    sizeOf(shape) === 0
      ? [graph.constant("uint32", shape, new Uint32Array())]
      : [
          graph.add(
            threefry,
            [contiguous(graph, first), contiguous(graph, second)],
            params.mode,
            "uint32",
            shape,
          ),
        ],
};
