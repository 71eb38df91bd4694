import { map, total } from "./elementwise.js";
import type { Node } from "./graph.js";
import { isWhole, type View } from "./view.js";

/** Nodes that are done together: elementwise ones over as many numbers share a loop, any other stands alone. */
export interface Group {
  readonly nodes: Node[];
  /** Numbers that the loop passes, 0 for what is no loop. */
  readonly elements: number;
}

// Longer loops need more blocks at a time than the nearest cache has room for.
const LONGEST_LOOP = 256;

/** Nodes, given in an order in which they can be computed, as groups in such an order. */
export function schedule(nodes: readonly Node[]): Group[] {
  const groups: Group[] = [];
  const groupOf = new Map<Node, number>();
  const loops = new Map<number, number[]>();
  for (const node of nodes) {
    const elements = elementsOf(node);
    let place = groups.length;
    if (elements > 0) {
      const earliest = Math.max(0, ...node.inputs.map((view) => after(view, elements, groups, groupOf)));
      const open = loops.get(elements) ?? [];
      loops.set(elements, open);
      const found = firstFrom(open, earliest, groups);
      if (found === undefined) open.push(place);
      else place = found;
    }
    if (place === groups.length) groups.push({ nodes: [], elements });
    groups[place].nodes.push(node);
    groupOf.set(node, place);
  }
  return groups;
}

/** Numbers that a loop for the node passes, 0 where it has none. */
function elementsOf({ operation, inputs, outputs }: Node): number {
  if (operation === map) return outputs[0].size;
  return operation === total ? inputs[0].tensor.size : 0;
}

/** The first group in which a view can be used: in that of its own node only entry by entry. */
function after(
  view: View,
  elements: number,
  groups: readonly Group[],
  groupOf: ReadonlyMap<Node, number>,
): number {
  const group = groupOf.get(view.tensor.node);
  if (group === undefined) return 0;
  return groups[group].elements === elements && isWhole(view) ? group : group + 1;
}

/** The first of these loops, which are in order, from a group on that has room. */
function firstFrom(open: readonly number[], earliest: number, groups: readonly Group[]): number | undefined {
  // What is open long ago is rarely wanted: the latest are looked at.
  let found: number | undefined;
  for (let i = open.length - 1; i >= 0 && open[i] >= earliest; i--) {
    if (groups[open[i]].nodes.length < LONGEST_LOOP) found = open[i];
    if (open.length - i > 8) break;
  }
  return found;
}
