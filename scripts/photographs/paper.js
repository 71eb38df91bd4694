// Paper and boards: what light they give back, before there is ink on them.

/** @param {{ uniform(): number }} random */
export function choosePaper(random, size) {
  const draw = random.uniform();
  const kind =
    draw < 0.22
      ? "white"
      : draw < 0.4
        ? "grey"
        : draw < 0.5
          ? "yellowish"
          : draw < 0.7
            ? "squared"
            : draw < 0.84
              ? "ruled"
              : "board";
  const dark = kind === "board";
  const colour = {
    white: () => grey(0.88 + 0.1 * random.uniform()),
    grey: () => grey(0.5 + 0.3 * random.uniform()),
    yellowish: () => [0.93, 0.86, 0.68 + 0.15 * random.uniform()],
    squared: () => grey(0.82 + 0.15 * random.uniform()),
    ruled: () => grey(0.82 + 0.15 * random.uniform()),
    board: () => (random.uniform() < 0.5 ? [0.1, 0.22, 0.15] : grey(0.06 + 0.12 * random.uniform())),
  }[kind]();
  const lined = kind === "squared" || kind === "ruled";
  const lines = lined && {
    // Squares from an eighth of the character to all of it.
    pitch: size * (kind === "ruled" ? 0.5 + 0.7 * random.uniform() : 0.1 + 0.55 * random.uniform()),
    width: Math.max(0.8, size * (0.006 + 0.014 * random.uniform())),
    strength: 0.1 + 0.5 * random.uniform(),
    colour: random.uniform() < 0.6 ? [0.45, 0.6, 0.85] : [0.55, 0.55, 0.55],
    phase: [random.uniform(), random.uniform()],
    squared: kind === "squared",
    turn: ((random.uniform() * 2 - 1) * 3 * Math.PI) / 180,
  };
  const waves = Array.from({ length: 4 }, () => [
    (random.uniform() * 2 - 1) * 9,
    (random.uniform() * 2 - 1) * 9,
    random.uniform() * 6.3,
  ]);
  return {
    kind,
    dark,
    colour,
    lines,
    waves,
    texture: 0.01 + 0.02 * random.uniform(),
    grain: 0.015 * random.uniform(),
  };
}

const grey = (value) => [value, value, value];

/** How much of a printed line covers a point, in the picture's pixels. */
export function lineAt({ pitch, width, phase, squared, turn }, x, y) {
  const u = x * Math.cos(turn) + y * Math.sin(turn);
  const v = y * Math.cos(turn) - x * Math.sin(turn);
  const across = (place, shift) => {
    const from = place / pitch + shift;
    const off = Math.abs(from - Math.round(from)) * pitch;
    return Math.min(1, Math.max(0, width / 2 + 0.5 - off));
  };
  const level = across(v, phase[0]);
  return squared ? Math.max(level, across(u, phase[1])) : level;
}
