/**
 * The axis of log-probabilities. Some models stay within 0 … −10, others reach −1000, and what decides is
 * always near 0: the axis is therefore symmetric-logarithmic, `u = −ln(1 − logProb)`, which is linear near 0.
 */
export interface LogProbAxis {
  /** Left end, a log-probability < 0. The right end is 0. */
  readonly low: number;
}

/** Position on the axis of a log-probability ≤ 0; 0 is the right end. */
export function toAxis(logProb: number): number {
  return -Math.log1p(-logProb);
}

/** The log-probability at a position on the axis. */
export function fromAxis(position: number): number {
  return -Math.expm1(-position);
}

/** The smallest 1, 2 or 5 times a power of ten that is at least `value`. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value * (1 - 1e-9)) ?? 10) * power;
}

/** Share of the values that may be cut off at the left, and only where they lie far out. */
const tail = 0.01;
const farOut = 1.25;

/**
 * An axis for log-probabilities: down to the lowest value, unless the lowest 1 % lie far out;
 * these are then cut off. It always reaches to twice the threshold's logarithm, so that the threshold is seen.
 */
export function logProbAxis(logProbs: Iterable<number>, threshold: number): LogProbAxis {
  const values = Float64Array.from(logProbs).filter(Number.isFinite).sort();
  const lowest = values.length > 0 ? Math.min(0, values[0]) : 0;
  const bulk = values.length > 0 ? Math.min(0, values[Math.floor(values.length * tail)]) : 0;
  const reach = toAxis(lowest) < farOut * toAxis(bulk) ? bulk : lowest;
  const line = threshold > 0 ? 2 * Math.log(threshold) : 0;
  return { low: -niceCeiling(Math.max(3, -reach, -line)) };
}

/** A log-probability as it is written at the axis: "−1,000". */
export function tickText(logProb: number): string {
  return logProb.toLocaleString("en-GB").replace("-", "−");
}

/** Room a tick's text takes, in the units of `width` below. */
function textWidth(tick: number): number {
  return 7 * tickText(tick).length + 6;
}

/**
 * The log-probabilities to write at an axis that is `width` wide (pixels, for text of 11): 0, powers of ten, and three
 * times these, as many as do not touch.
 */
export function axisTicks({ low }: LogProbAxis, width: number): number[] {
  const powers = Array.from({ length: Math.floor(Math.log10(-low)) + 1 }, (_, power) => -(10 ** power));
  const placed: number[] = [];
  for (const tick of [0, ...powers, ...powers.map((power) => 3 * power)]) {
    const distance = (other: number) =>
      (Math.abs(toAxis(tick) - toAxis(other)) / Math.abs(toAxis(low))) * width;
    const free = placed.every((other) => distance(other) >= (textWidth(tick) + textWidth(other)) / 2);
    if (tick >= low && free) placed.push(tick);
  }
  return placed.sort((a, b) => b - a);
}
