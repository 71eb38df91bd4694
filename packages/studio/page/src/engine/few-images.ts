/** A set of fewer images is learned from by the recipe for few. */
export const fewImages = 300;
