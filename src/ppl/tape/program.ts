import { contiguous } from "./elementwise.js";
import { constant, input, type Graph, type Node, type Numbers } from "./graph.js";
import { writeLoop } from "./loop.js";
import { kernelPlace, machineBase, makeMachine, type Machine } from "./machine.js";
import { Room } from "./room.js";
import { schedule, type Group } from "./schedule.js";
import { byteWidth, type Buffer, type DType, type View } from "./view.js";
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
  const places = new Map<Buffer, number>();
  // What is there before a run, or after it, has a place of its own.
  const lasting = new Set<Buffer>([...inputs, ...results].map(({ buffer }) => buffer));
  for (const { operation, outputs: made } of live) {
    if (operation === constant) made.forEach((buffer) => lasting.add(buffer));
  }
  for (const { nodes } of main) {
    for (const { inputs: given } of nodes) {
      for (const { buffer } of given) if (buffer.node.fixed) lasting.add(buffer);
    }
  }
  for (const buffer of lasting) places.set(buffer, room.take(bytesOf(buffer)));

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
  const pending = outputs.map(({ buffer }) => buffer.node);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (live.has(node)) continue;
    live.add(node);
    for (const { buffer } of node.inputs) pending.push(buffer.node);
  }
  return graph.nodes.filter((node) => live.has(node));
}

function bytesOf({ dtype, size }: Buffer): number {
  return Math.max(CELL, size * byteWidth(dtype));
}

/** Writes groups, giving room to what they make for as long as somebody looks at it. */
function write(
  groups: readonly Group[],
  writer: Writer,
  regions: Regions,
  cells: Set<Buffer>,
  lasting: ReadonlySet<Buffer>,
  places: Map<Buffer, number>,
  room: Room,
): void {
  const groupOf = new Map<Node, number>();
  groups.forEach(({ nodes }, i) => nodes.forEach((node) => groupOf.set(node, i)));
  const lastUse = new Map<Buffer, number>();
  const stored = new Set(lasting);
  groups.forEach(({ nodes }, i) => {
    for (const { inputs } of nodes) {
      for (const { buffer } of inputs) {
        lastUse.set(buffer, i);
        if (groupOf.get(buffer.node) !== i) stored.add(buffer);
      }
    }
  });
  const ending = new Map<number, Buffer[]>();
  for (const [buffer, i] of lastUse) {
    if (lasting.has(buffer) || !groupOf.has(buffer.node)) continue;
    ending.set(i, [...(ending.get(i) ?? []), buffer]);
  }
  groups.forEach((group, i) => {
    const { nodes, elements } = group;
    for (const { outputs } of nodes) {
      for (const buffer of outputs) {
        if (elements !== buffer.size) stored.add(buffer);
        if (stored.has(buffer) && !places.has(buffer)) places.set(buffer, room.take(bytesOf(buffer)));
      }
    }
    if (elements > 0) writeLoop(group, { writer, regions, cells, stored });
    else
      for (const node of nodes)
        if (node.outputs.some(({ size }) => size > 0)) node.operation.write!(node, writer);
    const unused = nodes
      .flatMap(({ outputs }) => outputs)
      .filter((buffer) => !lastUse.has(buffer) && !lasting.has(buffer));
    for (const buffer of [...(ending.get(i) ?? []), ...unused]) {
      if (stored.has(buffer)) room.give(places.get(buffer)!, bytesOf(buffer));
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
  readonly places: ReadonlyMap<Buffer, number>;
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
  const array = ({ buffer, dtype }: View): Numbers =>
    new arrayTypes[dtype](memory, places.get(buffer)!, buffer.size);
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
function fill({ memory }: Machine, address: number, { dtype, size }: Buffer, numbers: Numbers): void {
  const to = new arrayTypes[dtype](memory.buffer, address, size === 1 ? 4 : size);
  if (size === 1) to.fill(numbers[0]);
  else to.set(numbers);
}
