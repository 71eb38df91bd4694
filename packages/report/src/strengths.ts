/** Of a cell's colour, in percent. The page's policy allows no style of an element's own, so each strength has a class. */
export const [leastStrength, mostStrength] = [10, 55];

/** The class of a strength. */
export function strengthClassOf(percent: number): string {
  return `s${Math.round(percent)}`;
}

/** The rules of all classes. */
export const strengthStyle = Array.from({ length: mostStrength - leastStrength + 1 }, (_, i) => {
  const percent = leastStrength + i;
  return `.${strengthClassOf(percent)}{--strength:${percent}%}`;
}).join("");
