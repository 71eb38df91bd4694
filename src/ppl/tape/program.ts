import { contiguous } from "./elementwise.js";
import { constant, input, type Graph, type Node, type Numbers } from "./graph.js";
import { writeLoop } from "./loop.js";
import { kernelPlace, machineBase, makeMachine, type Machine } from "./machine.js";
import { Room } from "./room.js";
import { schedule, type Group } from "./schedule.js";
import { byteWidth, type Tensor, type DType, type View } from "./view.js";
import { Writer, type Address, type Regions } from "./writer.js";

/** A computation that can be run: write inputs, run, read outputs. The arrays are the same ones every time. */
export interface Program {
  readonly inputs: readonly Numbers[];
  readonly outputs: readonly Numbers[];
  /** Bytes of memory that it holds. */
  readonly bytes: number;
  run(): void;
}

/** Four copies of a scalar, in bytes: what loops want of one. */
const CELL = 32;

/** Lays out a graph's computation of `outputs` in a memory of its own, and computes what never changes. */
export function makeProgram(graph: Graph, inputs: readonly View[], outputs: readonly View[]): Program {
  const results = outputs.map((view) => contiguous(graph, view));
  const live = liveNodes(graph, results);
  const isMade = ({ operation }: Node): boolean => operation !== input && operation !== constant;
  const setup = schedule(live.filter((node) => node.fixed && isMade(node)));
  const main = schedule(live.filter((node) => !node.fixed && isMade(node)));

  const room = new Room(machineBase);
  const places = new Map<Tensor, number>();
  // What is there before a run, or after it, has a place of its own.
  const lasting = new Set<Tensor>([...inputs, ...results].map(({ tensor }) => tensor));
  for (const { operation, outputs: made } of live) {
    if (operation === constant) made.forEach((tensor) => lasting.add(tensor));
  }
  for (const { nodes } of main) {
    for (const { inputs: given } of nodes) {
      for (const { tensor } of given) if (tensor.node.fixed) lasting.add(tensor);
    }
  }
  for (const tensor of lasting) places.set(tensor, room.take(bytesOf(tensor)));

  const regions: Regions = { scratch: 0, registers: 0, words: [] };
  const writer = new Writer(kernelPlace, places, regions);
  const cells = new Set([...lasting].filter(({ node, size }) => node.operation === constant && size === 1));
  write(setup, writer, regions, cells, lasting, places, room);
  const boundary = writer.words.length;
  write(main, writer, regions, cells, lasting, places, room);
  return load({ writer, regions, boundary, places, room, live, inputs, results });
}

function liveNodes(graph: Graph, outputs: readonly View[]): Node[] {
  const live = new Set<Node>();
  const pending = outputs.map(({ tensor }) => tensor.node);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (live.has(node)) continue;
    live.add(node);
    for (const { tensor } of node.inputs) pending.push(tensor.node);
  }
  return graph.nodes.filter((node) => live.has(node));
}

function bytesOf({ dtype, size }: Tensor): number {
  return Math.max(CELL, size * byteWidth(dtype));
}

/** Writes groups, giving room to what they make for as long as somebody looks at it. */
function write(
  groups: readonly Group[],
  writer: Writer,
  regions: Regions,
  cells: Set<Tensor>,
  lasting: ReadonlySet<Tensor>,
  places: Map<Tensor, number>,
  room: Room,
): void {
  const groupOf = new Map<Node, number>();
  groups.forEach(({ nodes }, i) => nodes.forEach((node) => groupOf.set(node, i)));
  const lastUse = new Map<Tensor, number>();
  const stored = new Set(lasting);
  groups.forEach(({ nodes }, i) => {
    for (const { inputs } of nodes) {
      for (const { tensor } of inputs) {
        lastUse.set(tensor, i);
        if (groupOf.get(tensor.node) !== i) stored.add(tensor);
      }
    }
  });
  const ending = new Map<number, Tensor[]>();
  for (const [tensor, i] of lastUse) {
    if (lasting.has(tensor) || !groupOf.has(tensor.node)) continue;
    ending.set(i, [...(ending.get(i) ?? []), tensor]);
  }
  groups.forEach((group, i) => {
    const { nodes, elements } = group;
    for (const { outputs } of nodes) {
      for (const tensor of outputs) {
        if (elements !== tensor.size) stored.add(tensor);
        if (stored.has(tensor) && !places.has(tensor)) places.set(tensor, room.take(bytesOf(tensor)));
      }
    }
    if (elements > 0) writeLoop(group, { writer, regions, cells, stored });
    else
      for (const node of nodes)
        if (node.outputs.some(({ size }) => size > 0)) node.operation.write!(node, writer);
    const unused = nodes
      .flatMap(({ outputs }) => outputs)
      .filter((tensor) => !lastUse.has(tensor) && !lasting.has(tensor));
    for (const tensor of [...(ending.get(i) ?? []), ...unused]) {
      if (stored.has(tensor)) room.give(places.get(tensor)!, bytesOf(tensor));
    }
  });
}

/** Puts everything into a memory. */
function load({
  writer,
  regions,
  boundary,
  places,
  room,
  live,
  inputs,
  results,
}: {
  readonly writer: Writer;
  readonly regions: Regions;
  readonly boundary: number;
  readonly places: ReadonlyMap<Tensor, number>;
  readonly room: Room;
  readonly live: readonly Node[];
  readonly inputs: readonly View[];
  readonly results: readonly View[];
}): Program {
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
  for (const { operation, params, outputs } of live) {
    if (operation === constant) fill(machine, places.get(outputs[0])!, outputs[0], params as Numbers);
  }
  const split = code + boundary * 4;
  machine.run(code, split);
  const end = code + words.length * 4;
  const array = ({ tensor, dtype }: View): Numbers =>
    new arrayTypes[dtype](memory, places.get(tensor)!, tensor.size);
  return {
    inputs: inputs.map(array),
    outputs: results.map(array),
    bytes: memory.byteLength,
    run: () => {
      machine.run(split, end);
    },
  };
}

const arrayTypes: Readonly<
  Record<DType, new (memory: ArrayBuffer, address: number, size: number) => Numbers>
> = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint32: Uint32Array,
  bool: Int32Array,
};

/** Writes a constant's numbers, a scalar's four times. */
function fill({ memory }: Machine, address: number, { dtype, size }: Tensor, numbers: Numbers): void {
  const to = new arrayTypes[dtype](memory.buffer, address, size === 1 ? 4 : size);
  if (size === 1) to.fill(numbers[0]);
  else to.set(numbers);
}
