import { bins, histogramOf, lowest, percent, powerOfTen, shownClasses, ticks } from "../draw/histogram.js";
import type { Box, Seen, Verdict } from "../engine/verdict.js";
import { headline, sentence } from "../stage/verdict-words.js";
import { padSide, penWidth, type Stroke } from "../state/shown.js";
import { rect, tag, text, textLines, type Svg } from "./svg.js";

/** What the card shows at its left. */
export type CardPicture =
  | { readonly kind: "drawing"; readonly strokes: readonly Stroke[] }
  | { readonly kind: "image"; readonly image: Seen }
  /** A picture's file, at `href`; a frame around what the verdict is about. */
  | {
      readonly kind: "picture";
      readonly href: string;
      readonly width: number;
      readonly height: number;
      readonly box: Box | undefined;
    };

export interface CardFacts {
  readonly picture: CardPicture;
  readonly verdict: Verdict;
  readonly classes: readonly string[];
  /** What decided, of which model. */
  readonly foot: string;
}

/** A slide of 16:9. */
export const cardSize = { width: 1200, height: 675 };

/** The page's colours by day: a card is looked at elsewhere. */
const colours = {
  ground: "#fbfaf7",
  paper: "#ffffff",
  text: "#1b1f24",
  soft: "#55606b",
  line: "#d9d6cd",
  grid: "#e4e1d8",
  bar: "#8b98a8",
  answer: "#1f7a4d",
  refusal: "#b3421e",
  ink: "#111111",
};
const mostRows = 12;
const left = { x: 60, width: 380 };
const right = { x: 500, width: 640 };

/** The verdict as a picture: what was asked, what the network saw, what it says, why, and its networks' votes. */
export function cardOf(facts: CardFacts): string {
  const { width, height } = cardSize;
  const { verdict, picture, foot } = facts;
  const words = wordsOf(verdict);
  return tag(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      ...{ width, height },
      "font-family": "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
      role: "img",
      "aria-label": `${headline(verdict)}. ${sentence(verdict)}`,
    },
    [
      rect({ x: 0, y: 0, width, height, fill: colours.ground }),
      pictureOf(picture, verdict.refused ? colours.refusal : colours.answer),
      seenOf(verdict.seen),
      words.svg,
      votesOf(facts, words.bottom + 28),
      text({ x: left.x, y: 652, "font-size": 15, fill: colours.soft }, `Nescio studio · ${foot}`),
      text(
        { x: right.x + right.width, y: 652, "font-size": 15, "text-anchor": "end", fill: colours.soft },
        "each bar: networks that find the class so probable",
      ),
    ],
  );
}

/** A square with the picture in its middle. */
function pictureOf(picture: CardPicture, frameColour: string): Svg {
  const [x, y, side] = [left.x, 60, left.width];
  const paper = rect({ x, y, width: side, height: side, rx: 14, fill: colours.paper, stroke: colours.line });
  const within = (scale: number, width: number, height: number, contents: readonly Svg[]): Svg =>
    tag(
      "g",
      {
        transform: `translate(${x + (side - width * scale) / 2} ${y + (side - height * scale) / 2}) scale(${scale})`,
      },
      contents,
    );
  switch (picture.kind) {
    case "drawing":
      return [paper, within(side / padSide, padSide, padSide, [strokesOf(picture.strokes)])].join("");
    case "image": {
      const { width, height } = picture.image;
      return [
        paper,
        within((side - 40) / Math.max(width, height), width, height, [pixelsOf(picture.image)]),
      ].join("");
    }
    case "picture": {
      const { href, width, height, box } = picture;
      const scale = (side - 20) / Math.max(width, height);
      const frame =
        box === undefined
          ? ""
          : rect({
              ...{ x: box.left, y: box.top, width: box.width, height: box.height, fill: "none" },
              ...{ stroke: frameColour, "stroke-width": 3 / scale },
            });
      return [paper, within(scale, width, height, [tag("image", { href, width, height }), frame])].join("");
    }
  }
}

function strokesOf(strokes: readonly Stroke[]): Svg {
  const points = (stroke: Stroke): string =>
    // A touch is a dot: a line of no length.
    Array.from({ length: stroke.length / 2 }, (_, i) => `L${stroke[2 * i]} ${stroke[2 * i + 1]}`).join("");
  const d = strokes.map((stroke) => `M${stroke[0]} ${stroke[1]}${points(stroke)}`).join("");
  return tag("path", {
    ...{ d, fill: "none", stroke: colours.ink, "stroke-width": penWidth },
    ...{ "stroke-linecap": "round", "stroke-linejoin": "round" },
  });
}

/** Pixels as rectangles, those of a row that are alike as one. */
function pixelsOf({ pixels, width, height, channels }: Seen): Svg {
  const colourAt = (at: number): string =>
    `rgb(${[0, 1, 2].map((c) => pixels[at * channels + (channels === 3 ? c : 0)]).join(" ")})`;
  const runs: Svg[] = [rect({ x: 0, y: 0, width, height, fill: colourAt(0) })];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width;) {
      const colour = colourAt(y * width + x);
      let end = x + 1;
      while (end < width && colourAt(y * width + end) === colour) end++;
      if (colour !== colourAt(0)) runs.push(rect({ x, y, width: end - x, height: 1, fill: colour }));
      x = end;
    }
  }
  return tag("g", { "shape-rendering": "crispEdges" }, runs);
}

function seenOf(seen: Seen): Svg {
  const side = 126;
  const y = 480;
  const scale = side / Math.max(seen.width, seen.height);
  return [
    tag("g", { transform: `translate(${left.x} ${y}) scale(${scale})` }, [pixelsOf(seen)]),
    text({ x: left.x + side + 18, y: y + 58, "font-size": 18, fill: colours.soft }, "what the network sees:"),
    text(
      { x: left.x + side + 18, y: y + 84, "font-size": 18, fill: colours.soft },
      `${seen.width}×${seen.height} pixels`,
    ),
  ].join("");
}

/** The verdict and its reason; and where they end. */
function wordsOf(verdict: Verdict): { readonly svg: Svg; readonly bottom: number } {
  const said = headline(verdict);
  const size = Math.min(84, Math.floor(right.width / (0.56 * said.length)));
  const lines = textLines(sentence(verdict), 21, right.width, 4);
  const fill = verdict.refused ? colours.refusal : colours.answer;
  return {
    svg: [
      text({ x: right.x, y: 124, "font-size": size, "font-weight": 700, fill }, said),
      ...lines.map((line, i) =>
        text({ x: right.x, y: 168 + 29 * i, "font-size": 21, fill: colours.soft }, line),
      ),
    ].join(""),
    bottom: 168 + 29 * (lines.length - 1),
  };
}

/** A histogram for each class, as the page has them. */
function votesOf({ verdict, classes }: CardFacts, top: number): Svg {
  const rows = shownClasses(classes.length, verdict.probabilities, mostRows);
  const bottom = 600;
  const rowHeight = Math.min(40, (bottom - top) / rows.length);
  const start = bottom - rows.length * rowHeight;
  const plot = { x: right.x + 60, width: right.width - 160 };
  const x = (value: number): number => plot.x + plot.width * (1 - value / lowest);
  const axis = ticks.flatMap((tick) => [
    rect({ x: x(tick), y: start, width: 1, height: bottom - start, fill: colours.grid }),
    text(
      { x: x(tick), y: bottom + 24, "font-size": 15, "text-anchor": "middle", fill: colours.soft },
      powerOfTen(tick),
    ),
  ]);
  const bars = rows.flatMap((label, row) => {
    const base = start + (row + 1) * rowHeight - 3;
    const isAnswer = !verdict.refused && verdict.labels.includes(classes[label]);
    const fill = isAnswer ? colours.answer : colours.bar;
    const counts = [...histogramOf(verdict, label, classes.length)];
    return [
      text(
        { x: plot.x - 10, y: base - 4, "font-size": 17, "text-anchor": "end", fill: colours.text },
        textLines(classes[label], 17, 54, 1)[0],
      ),
      rect({ x: plot.x, y: base, width: plot.width, height: 1, fill: colours.grid }),
      ...counts.flatMap((count, bin) => {
        if (count === 0) return [];
        // The root: one network in a hundred can still be seen.
        const height = Math.max(2, (rowHeight - 7) * Math.sqrt(count / verdict.samples));
        const width = Math.max(2, plot.width / bins - 1);
        return [rect({ x: plot.x + (plot.width * bin) / bins, y: base - height, width, height, fill })];
      }),
      text(
        { x: plot.x + plot.width + 14, y: base - 4, "font-size": 17, fill: colours.text },
        percent(verdict.probabilities[label]),
      ),
    ];
  });
  return [...axis, ...bars].join("");
}
