/** Whether a place, 0-based, is among the `chosen` of `count` that lie spread evenly; `chosen` at most `count`. */
export function isSpreadChoice(place: number, chosen: number, count: number): boolean {
  return Math.floor(((place + 1) * chosen) / count) > Math.floor((place * chosen) / count);
}
