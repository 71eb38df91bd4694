/**
 * Solves dz/dt = slope(z) over a span of time by the classical method of order 4, in steps of equal length.
 * @param slope Consumes z.
 * @param z Where it starts. Consumed.
 * @returns z at the end of the span.
 */
export function rungeKutta(slope, z, span, steps) {
  const h = span / steps;
  for (let i = 0; i < steps; i++) z = step(slope, z, h);
  return z;
}

function step(slope, z, h) {
  const ahead = (k, share) => z.ref.add(k.ref.mul(share * h));
  const k1 = slope(z.ref);
  const k2 = slope(ahead(k1, 0.5));
  const k3 = slope(ahead(k2, 0.5));
  const k4 = slope(ahead(k3, 1));
  return z.add(
    k1
      .add(k2.add(k3).mul(2))
      .add(k4)
      .mul(h / 6),
  );
}
