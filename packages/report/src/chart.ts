import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom/worker";
import { escapeHtml, html, Html } from "./html.js";

/** The colours of the charts: custom properties of the page, so that charts follow its light or dark theme. */
export const colours = {
  ink: "var(--ink)",
  muted: "var(--muted)",
  line: "var(--line)",
  good: "var(--good)",
  bad: "var(--bad)",
  other: "var(--other)",
} as const;

/** A square of a colour, for a chart's key. */
export function swatch(colour: string, opacity = 1): Html {
  return html`<svg class="key" viewBox="0 0 1 1" aria-hidden="true">
    <rect width="1" height="1" fill="${colour}" fill-opacity="${opacity}" />
  </svg>`;
}

/** Straight segments of a path as `H` and `V` where they are level or upright: half the bytes of Plot's `L`. */
export function compactPath(path: string): string {
  let x = "";
  let y = "";
  return path.replace(/([ML])([^,MLZ]+),([^MLZ]+)/g, (_, command: string, toX: string, toY: string) => {
    const level = toY === y;
    const upright = toX === x;
    [x, y] = [toX, toY];
    if (command === "M") return `M${x},${y}`;
    if (level) return upright ? "" : `H${x}`;
    return upright ? `V${y}` : `L${x},${y}`;
  });
}

/** Coordinates with more digits than a screen shows. */
function roundCoordinates(text: string): string {
  return text.replace(/-?\d+\.\d{3,}/g, (number) => String(Math.round(Number(number) * 100) / 100));
}

/**
 * Draws a chart with Observable Plot on a DOM of its own and returns it as markup. The size is that of the
 * drawing's coordinates; on the page it scales to the width it is given. `label` is what a screen reader says.
 */
export function drawChart(options: Plot.PlotOptions, label: string): Html {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = Plot.plot({ ...options, document, className: "chart" });
  // The page's style sheet has these once for all charts; a style sheet in each would make up a fifth of the file.
  for (const style of svg.querySelectorAll("style")) style.remove();
  for (const name of ["width", "height", "font-family", "font-size"]) svg.removeAttribute(name);
  for (const element of svg.querySelectorAll("*")) {
    // Inside an image, nothing but the image itself is announced.
    element.removeAttribute("aria-label");
    element.removeAttribute("aria-hidden");
    for (const name of ["transform", "x1", "x2", "y1", "y2", "x", "width"]) {
      const value = element.getAttribute(name);
      if (value !== null) element.setAttribute(name, roundCoordinates(value));
    }
    const path = element.getAttribute("d");
    if (path !== null) element.setAttribute("d", compactPath(path));
  }
  // linkedom writes "&" in attributes as it is; the label may hold anything and is therefore written here.
  return new Html(svg.outerHTML.replace("<svg", () => `<svg role="img" aria-label="${escapeHtml(label)}"`));
}
