/** A text that fits into a width, with its end left out where it has to be. */
export function clipped(
  context: Pick<CanvasRenderingContext2D, "measureText">,
  text: string,
  width: number,
): string {
  if (context.measureText(text).width <= width) return text;
  const signs = Array.from(text);
  const cut = (): string => `${signs.slice(0, -1).join("")}…`;
  while (signs.length > 2 && context.measureText(cut()).width > width) signs.pop();
  return cut();
}
