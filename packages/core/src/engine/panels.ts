/** Where an image's first feature lies in panels `[images / 8][features][8]`; the next ones lie 8 apart each. */
export function inPanels(image: number, features: number): number {
  return (image >> 3) * features * 8 + (image & 7);
}

/** Where a number lies of a product of quads with panels, `[rows / 4][panels][4][8]`. */
export function inProduct(row: number, column: number, panels: number): number {
  return ((row >> 2) * panels + (column >> 3)) * 32 + (row & 3) * 8 + (column & 7);
}
