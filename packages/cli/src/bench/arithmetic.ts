import { randomStream } from "@nescio/core/internal";
import type { CrewChoice, Entrant } from "./entrant.js";
import { peakProbe } from "./peak.js";
import { jaxProduct, nescioProduct, PRODUCTS_PER_RUN, type ProductProblem } from "./product.js";
import { IMAGE_SIZE } from "./settings.js";

/** The first layer's product for one batch, on random numbers. */
export function productProblem(rows: number, columns: number): ProductProblem {
  const random = randomStream("benchmark", 5);
  const numbers = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
  return {
    rows,
    inner: IMAGE_SIZE,
    columns,
    x: numbers(rows * IMAGE_SIZE),
    w: numbers(columns * IMAGE_SIZE),
  };
}

const productFlops = ({ rows, inner, columns }: ProductProblem): number => 2 * rows * inner * columns;

export async function peakEntrant(crew: CrewChoice): Promise<Entrant> {
  return { ...crew, ...(await peakProbe(crew)), subject: "peak", runner: "nescio", perRun: 1 };
}

export async function nescioProductEntrant(problem: ProductProblem, crew: CrewChoice): Promise<Entrant> {
  const product = await nescioProduct(problem, crew);
  const flops = productFlops(problem);
  return { ...crew, ...product, flops, subject: "product", runner: "nescio", perRun: PRODUCTS_PER_RUN };
}

export function jaxProductEntrant(problem: ProductProblem): Entrant {
  return {
    ...jaxProduct(problem),
    subject: "product",
    runner: "jax-js",
    threads: 1,
    variant: null,
    flops: productFlops(problem),
    perRun: PRODUCTS_PER_RUN,
  };
}
