import { clipped } from "../parts/clipped.js";
import { inkOf } from "../parts/ink-of.js";
import { ballotPlace, ballotPlaces } from "./ballot-places.js";

export interface BallotsShown {
  readonly classes: readonly string[];
  /** Classes that have a column. */
  readonly columns: readonly number[];
  /** The class of each network. */
  readonly votes: Uint16Array;
  /** Networks counted. */
  readonly counted: number;
  /** Names of the classes that the rule would answer now. */
  readonly answered: readonly string[];
  /** Of the last one counted, how much of its way it has fallen; from 0 to 1. */
  readonly fallen: number;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels in one of them. */
  readonly ratio: number;
}

/** Below the piles: a class's name. Above: how many. */
const nameHeight = 26;
const countHeight = 22;
/** How narrow letters may get before a name is cut. */
const narrowest = 0.75;

/** Paints a dot for each network, piled up over its class. */
export function paintBallots(context: CanvasRenderingContext2D, shown: BallotsShown): void {
  const { classes, columns, votes, counted, answered, fallen, width, height, ratio } = shown;
  const ink = inkOf(context.canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.textAlign = "center";
  context.textBaseline = "middle";
  const each = width / columns.length;
  const pile = height - nameHeight - countHeight;
  const bottom = height - nameHeight;
  const inner = each - Math.min(8, each / 6);
  const places = ballotPlaces(inner, pile, votes.length);
  const piled = new Uint32Array(classes.length);
  context.fillStyle = ink.grid;
  context.fillRect(0, bottom, width, 1);
  for (let s = 0; s < counted; s++) {
    const label = votes[s];
    const column = columns.indexOf(label);
    const { x, y } = ballotPlace(piled[label]++, places, inner);
    if (column < 0) continue;
    const falling = s === counted - 1 ? (1 - fallen) * (bottom - y) : 0;
    context.fillStyle = answered.includes(classes[label]) ? ink.answer : ink.bar;
    context.beginPath();
    context.arc(
      column * each + (each - inner) / 2 + x,
      bottom - y - falling,
      Math.max(0.5, places.size / 2 - 1),
      0,
      2 * Math.PI,
    );
    context.fill();
  }
  columns.forEach((label, column) => {
    const middle = (column + 0.5) * each;
    const isAnswered = answered.includes(classes[label]);
    context.fillStyle = isAnswered ? ink.answer : ink.text;
    context.font = `${isAnswered ? "bold " : ""}15px system-ui, sans-serif`;
    const name = clipped(context, classes[label], (each - 4) / narrowest);
    context.fillText(name, middle, bottom + nameHeight / 2 + 2, each - 4);
    if (piled[label] === 0) return;
    const rows = Math.ceil(piled[label] / places.across);
    context.fillStyle = ink.soft;
    context.font = "13px system-ui, sans-serif";
    context.fillText(String(piled[label]), middle, bottom - rows * places.size - 10);
  });
}
