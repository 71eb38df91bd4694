/** Where a page's texts collide or leave their place; runs inside the page. */
export interface LayoutTrouble {
  /** Pairs of texts whose boxes overlap. */
  readonly collisions: readonly string[];
  /** Texts that reach out of the window, or of the drawing that they are in. */
  readonly outside: readonly string[];
}

/** To be passed to `page.evaluate`: it uses nothing from outside itself. */
export function textTrouble(): LayoutTrouble {
  interface Box {
    readonly text: string;
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  }
  const boxes: Box[] = [];
  const outside: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  // Letters are lower than their line, and hinting moves them by parts of a pixel.
  const slack = 1.5;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement!;
    const text = node.textContent!.trim();
    if (text === "" || parent.closest("script, style, dialog:not([open])") !== null) continue;
    if (!parent.checkVisibility()) continue;
    const svg = parent.closest("svg");
    const scrolled = parent.closest(".scroll, pre");
    range.selectNodeContents(node);
    const rects = svg === null ? [...range.getClientRects()] : [parent.getBoundingClientRect()];
    for (const { left, right, top, bottom } of rects) {
      if (right - left < 1 || bottom - top < 1) continue;
      const box = { text, left, right, top: top + window.scrollY, bottom: bottom + window.scrollY };
      boxes.push(box);
      if (scrolled === null && (left < -0.5 || right > window.innerWidth + 0.5))
        outside.push(`window: ${text}`);
      if (svg !== null) {
        const frame = svg.getBoundingClientRect();
        if (
          left < frame.left - 1 ||
          right > frame.right + 1 ||
          top < frame.top - 2 ||
          bottom > frame.bottom + 2
        )
          outside.push(`drawing: ${text}`);
      }
    }
  }
  boxes.sort((a, b) => a.top - b.top);
  const collisions: string[] = [];
  for (let i = 0; i < boxes.length; i++) {
    const a = boxes[i];
    const least = Math.min(3.5, (a.bottom - a.top) / 4);
    for (let j = i + 1; j < boxes.length && boxes[j].top < a.bottom - least; j++) {
      const b = boxes[j];
      if (
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > slack &&
        Math.min(a.bottom, b.bottom) - b.top > least
      )
        collisions.push(`${a.text} | ${b.text}`);
    }
  }
  return { collisions, outside };
}
