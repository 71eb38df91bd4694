import type { PyTorchFacts } from "./pytorch.js";

type Loaded = Pick<PyTorchFacts, "openBlas" | "mkl" | "libraries">;

const fast = /openblas|mkl|blis|atlas/i;

/** What makes PyTorch's matrix products, as far as its process tells. */
export function blasOf(facts: Loaded): string {
  const { openBlas, mkl, libraries } = facts;
  if (openBlas !== null) return openBlas;
  if (mkl) return "MKL";
  if (isReferenceBlas(facts)) return "the reference BLAS";
  return libraries.find((path) => fast.test(path)) ?? "a library of its own";
}

/** Whether it has found nothing but the BLAS that nobody has made fast. */
export function isReferenceBlas({ openBlas, mkl, libraries }: Loaded): boolean {
  const isLoaded = libraries.some((path) => path.includes("/libblas.so"));
  return openBlas === null && !mkl && isLoaded && !libraries.some((path) => fast.test(path));
}
