// Light on the page: a gradient, a vignette, perhaps a shadow with a soft edge.

/** @param {{ uniform(): number }} random */
export function chooseLight(random, width, height) {
  const angle = random.uniform() * 2 * Math.PI;
  const gradient = 0.55 * random.uniform() ** 1.5;
  const vignette = 0.45 * random.uniform() ** 2;
  const exposure = 0.72 + 0.3 * random.uniform();
  const tint = [1 + 0.1 * (random.uniform() - 0.5), 1, 1 + 0.16 * (random.uniform() - 0.5)];
  const shadowed = random.uniform() < 0.35;
  const shadow = shadowed && {
    angle: random.uniform() * 2 * Math.PI,
    offset: (random.uniform() * 2 - 1) * 0.35,
    soft: 0.01 + 0.2 * random.uniform() ** 2,
    depth: 0.2 + 0.35 * random.uniform(),
    bend: (random.uniform() * 2 - 1) * 0.6,
  };
  const longer = Math.max(width, height);
  /** How much light a pixel gets, from about 0.2 to 1. */
  return {
    tint,
    at(x, y) {
      const u = (x - width / 2) / longer;
      const v = (y - height / 2) / longer;
      let light = 1 - gradient * (0.5 + u * Math.cos(angle) + v * Math.sin(angle));
      light *= 1 - vignette * 2 * (u * u + v * v);
      if (shadow) {
        const along = u * Math.cos(shadow.angle) + v * Math.sin(shadow.angle);
        const across = v * Math.cos(shadow.angle) - u * Math.sin(shadow.angle);
        const into = (along - shadow.offset + shadow.bend * across * across) / shadow.soft;
        light *= 1 - shadow.depth / (1 + Math.exp(-8 * into));
      }
      return exposure * light;
    },
  };
}
