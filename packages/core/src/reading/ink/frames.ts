import type { Component } from "./components.js";

/** How far from the sides of its box a frame's ink may be, as a share of the shorter one: of a frame turned by some 5°. */
const rim = 0.12;
/** How much of each side of its box a frame covers at least. */
const leastCover = 0.9;

/** Without frames around other ink: a form's boxes. A frame with nothing inside is what was drawn. */
export function withoutFrames(components: readonly Component[], width: number): Component[] {
  return components.filter(
    (one) => !components.some((other) => isInside(other, one)) || !isFrame(one, width),
  );
}

function isInside({ box }: Component, { box: outer }: Component): boolean {
  return (
    box.left > outer.left &&
    box.top > outer.top &&
    box.left + box.width < outer.left + outer.width &&
    box.top + box.height < outer.top + outer.height
  );
}

/** Whether all ink is near the sides of the component's box, and along all of each: a 0 leaves the corners free. */
function isFrame({ box, pixels }: Component, width: number): boolean {
  const reach = rim * Math.min(box.width, box.height);
  const covered = [box.width, box.width, box.height, box.height].map((length) => new Uint8Array(length));
  for (const at of pixels) {
    const x = (at % width) - box.left;
    const y = Math.floor(at / width) - box.top;
    const off = [y, box.height - 1 - y, x, box.width - 1 - x];
    if (Math.min(...off) > reach) return false;
    off.forEach((distance, side) => {
      if (distance <= reach) covered[side][side < 2 ? x : y] = 1;
    });
  }
  return covered.every((side) => side.reduce((sum, one) => sum + one, 0) >= leastCover * side.length);
}
