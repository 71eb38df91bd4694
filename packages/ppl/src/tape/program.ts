import { contiguous } from "./elementwise.js";
import { constant, input, type Graph, type Node, type Numbers } from "./graph.js";
import { Layout } from "./layout.js";
import { schedule } from "./schedule.js";
import type { Tensor, View } from "./view.js";

/** A computation that can be run: write inputs, run, read outputs. The arrays are the same ones every time. */
export interface Program {
  readonly inputs: readonly Numbers[];
  readonly outputs: readonly Numbers[];
  /** Bytes of memory that it holds. */
  readonly bytes: number;
  run(): void;
}

/** Lays out a graph's computation of `outputs` in a memory of its own, and computes what never changes. */
export function makeProgram(graph: Graph, inputs: readonly View[], outputs: readonly View[]): Program {
  const results = outputs.map((view) => contiguous(graph, view));
  const live = liveNodes(graph, results);
  const constants = live.filter(({ operation }) => operation === constant);
  const made = live.filter(({ operation }) => operation !== input && operation !== constant);
  const fixed = made.filter((node) => node.fixed);
  const changing = made.filter((node) => !node.fixed);
  const layout = new Layout(lastingOf(constants, changing, [...inputs, ...results]));
  const once = layout.write(schedule(fixed));
  const everyTime = layout.write(schedule(changing));
  const { machine, at } = layout.load(constants);
  const [setup, main] = [at(once), at(everyTime)];
  machine.run(setup.from, setup.to);
  return {
    inputs: inputs.map((view) => layout.numbers(view, machine)),
    outputs: results.map((view) => layout.numbers(view, machine)),
    bytes: machine.memory.buffer.byteLength,
    run: () => {
      machine.run(main.from, main.to);
    },
  };
}

/** The nodes that outputs depend on, in order. */
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

/** What is there before a run, or after it: constants, what is computed once, inputs and outputs. */
function lastingOf(
  constants: readonly Node[],
  changing: readonly Node[],
  ends: readonly View[],
): Set<Tensor> {
  const lasting = new Set(constants.flatMap(({ outputs }) => outputs));
  for (const { tensor } of ends) lasting.add(tensor);
  for (const { inputs } of changing) {
    for (const { tensor } of inputs) if (tensor.node.fixed) lasting.add(tensor);
  }
  return lasting;
}
