/** Colours of the page, for canvases: a canvas knows no style sheet. */
export interface Ink {
  readonly text: string;
  readonly soft: string;
  readonly grid: string;
  readonly bar: string;
  readonly answer: string;
  readonly refusal: string;
  readonly warm: string;
  readonly cool: string;
}

/** The colours that an element has now, light or dark. */
export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    text: colour("text"),
    soft: colour("soft"),
    grid: colour("grid"),
    bar: colour("bar"),
    answer: colour("answer"),
    refusal: colour("refusal"),
    warm: colour("warm"),
    cool: colour("cool"),
  };
}
