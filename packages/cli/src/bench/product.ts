import type { KernelVariant } from "@nescio/core";
import { Arena, call, CONTROL_BYTES, Executor } from "@nescio/core/internal";
import { jax } from "./jax.js";

const { numpy: np, jit, tree } = jax;

/** A product of `x [rows, inner]` and `wᵀ`, `w [columns, inner]`. */
export interface ProductProblem {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly x: Float32Array;
  readonly w: Float32Array;
}

/** Products in one run of either side. */
export const PRODUCTS_PER_RUN = 4;

/** The product by Nescio's kernel, its operands in the kernel's layouts from the start as they are in training. */
export async function nescioProduct(
  problem: ProductProblem,
  crew: { readonly threads: number; readonly variant: KernelVariant },
): Promise<{ run(): Promise<void>; result(): Float32Array; close(): Promise<void> }> {
  const { rows, inner, columns, x, w } = problem;
  const panels = Math.ceil(rows / 8);
  const quads = Math.ceil(columns / 4);
  const arena = new Arena();
  const control = arena.reserve(PRODUCTS_PER_RUN * CONTROL_BYTES);
  const panelsAt = arena.reserve(panels * inner * 32);
  const quadsAt = arena.reserve(quads * inner * 16);
  const out = arena.reserve(quads * panels * 128);
  const executor = await Executor.start(arena, { ...crew, scratchBytes: 256 });
  const toPanels = executor.f32(panelsAt, panels * inner * 8);
  const toQuads = executor.f32(quadsAt, quads * inner * 4);
  for (let k = 0; k < inner; k++) {
    for (let m = 0; m < rows; m++) toPanels[((m >> 3) * inner + k) * 8 + (m & 7)] = x[m * inner + k];
    for (let n = 0; n < columns; n++) toQuads[((n >> 2) * inner + k) * 4 + (n & 3)] = w[n * inner + k];
  }
  const product = call("matmul", { w: quadsAt, x: panelsAt, k: inner, panels, out });
  const program = [[{ ...product, units: quads }]];
  return {
    run: () => executor.run(program, control, PRODUCTS_PER_RUN),
    result: () => {
      const tiles = executor.f32(out, quads * panels * 32);
      return Float32Array.from({ length: rows * columns }, (_, i) => {
        const m = Math.floor(i / columns);
        const n = i % columns;
        return tiles[((n >> 2) * panels + (m >> 3)) * 32 + (n & 3) * 8 + (m & 7)];
      });
    },
    close: () => executor.close(),
  };
}

/** The product by jax-js. */
export function jaxProduct({ rows, inner, columns, x, w }: ProductProblem): {
  run(): Promise<void>;
  result(): Float32Array;
  close(): void;
} {
  const left = np.array(x, { shape: [rows, inner] });
  const right = np.array(w, { shape: [columns, inner] });
  const multiply = jit((a: typeof left, b: typeof left) => np.matmul(a, b.transpose()));
  return {
    run: async () => {
      for (let i = 0; i < PRODUCTS_PER_RUN; i++) {
        // jax-js computes nothing before it is asked to.
        const product = multiply(left.ref, right.ref);
        await product.blockUntilReady();
        product.dispose();
      }
    },
    result: () => multiply(left.ref, right.ref).dataSync() as Float32Array,
    close: () => tree.dispose([left, right]),
  };
}
