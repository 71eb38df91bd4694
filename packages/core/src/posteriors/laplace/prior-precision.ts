/** Where the best precision is looked for. */
const LEAST = 1e-6;
const MOST = 1e8;
/** Of its logarithm. */
const TOLERANCE = 0.01;

/** What the marginal likelihood of a Laplace approximation depends on. */
export interface Evidence {
  /** Squared length of the weights that it is about. */
  readonly normSquared: number;
  /** How many they are. */
  readonly count: number;
  /** log det(curvature + λ · 1). */
  readonly logDeterminant: (priorPrecision: number) => number;
}

/**
 * log p(data | λ) under a Gaussian prior of precision λ, without the likelihood at the trained weights, which does not
 * depend on λ: (P log λ − λ |θ|² − log det(H + λ)) / 2 (MacKay 1992, equation 4.4 with β = 1).
 */
export function logEvidence(
  { normSquared, count, logDeterminant }: Evidence,
  priorPrecision: number,
): number {
  return (
    (count * Math.log(priorPrecision) - priorPrecision * normSquared - logDeterminant(priorPrecision)) / 2
  );
}

/**
 * The λ from 1e-6 to 1e8 at which `logEvidence` is greatest, to 1 %, by golden section on log λ, where it has one maximum: its
 * slope there, (γ − λ |θ|²) / 2 with the effective number of parameters γ = Σ h / (h + λ), falls.
 */
export function bestPrecision(evidence: Evidence): number {
  const value = (logPrecision: number): number => logEvidence(evidence, Math.exp(logPrecision));
  const ratio = (Math.sqrt(5) - 1) / 2;
  let low = Math.log(LEAST);
  let high = Math.log(MOST);
  let left = high - ratio * (high - low);
  let right = low + ratio * (high - low);
  let atLeft = value(left);
  let atRight = value(right);
  while (high - low > TOLERANCE) {
    if (atLeft > atRight) {
      high = right;
      right = left;
      atRight = atLeft;
      left = high - ratio * (high - low);
      atLeft = value(left);
    } else {
      low = left;
      left = right;
      atLeft = atRight;
      right = low + ratio * (high - low);
      atRight = value(right);
    }
  }
  return Math.exp((low + high) / 2);
}
