import type { Random } from "./random.js";

/** Where the two series of the density meet: each bounds it on its own side of this. */
const T = 0.64;
const RATE = Math.PI ** 2 / 8;

/**
 * A draw from the Pólya–Gamma distribution PG(1, c), whose density is that of Σ gₖ / (2π² (k − ½)² + c²/2) over k = 1, 2, …
 * with gₖ exponential of rate 1. Its mean is tanh(c/2) / (2c), ¼ at c = 0. Exact for any finite c: Devroye's alternating
 * series, as Polson, Scott and Windle (2013, § 4) use it for 4·PG(1, 2z).
 *
 * They draw proposals below 0.64 from an inverse Gaussian that is cut off there. Here they come from the whole one, and those
 * above count as rejected: the same law, without a distribution function to evaluate.
 */
export function drawPolyaGamma(random: Random, c: number): number {
  const z = Math.abs(c) / 2;
  const rate = RATE + (z * z) / 2;
  // Mass of the bound right of T over that of the whole inverse Gaussian, 2·exp(−z).
  const odds = (Math.PI / (4 * rate)) * Math.exp(z - rate * T);
  const right = odds / (1 + odds);
  for (;;) {
    let x: number;
    if (random.uniform() < right) x = T - Math.log(1 - random.uniform()) / rate;
    else {
      x = inverseGaussian(random, z);
      if (x > T) continue;
    }
    if (accepted(x, random.uniform())) return x / 4;
  }
}

/** Inverse Gaussian of mean 1/z and shape 1 (Michael, Schucany and Haas 1976), in a form without cancellation; at z = 0 that of no mean. */
function inverseGaussian(random: Random, z: number): number {
  const half = random.normal() ** 2 / 2;
  const x = 1 / (z + half + Math.sqrt(half * (half + 2 * z)));
  return random.uniform() * (1 + z * x) <= 1 ? x : 1 / (z * z * x);
}

/**
 * Whether y is below the density at x over its first term, 1 − a₁ + a₂ − …, whose partial sums close in on it from both
 * sides. Terms are relative to the first: those themselves are 0 in doubles where c is large.
 */
function accepted(x: number, y: number): boolean {
  const exponent = x > T ? -4 * RATE * x : -2 / x;
  let sum = 1;
  for (let n = 1; ; n++) {
    const term = (2 * n + 1) * Math.exp(n * (n + 1) * exponent);
    if (n % 2 === 1) {
      sum -= term;
      if (y <= sum) return true;
    } else {
      sum += term;
      if (y > sum) return false;
    }
  }
}
