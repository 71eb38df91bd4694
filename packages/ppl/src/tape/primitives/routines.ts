import { sizeOf } from "../../memory.js";
import { contiguous } from "../elementwise.js";
import type { Node, Operation } from "../graph.js";
import type { Context, Primitive } from "../lower.js";
import { machineConstant } from "../machine.js";
import { isFloat, wholeView, type DType, type View } from "../view.js";
import type { Writer } from "../writer.js";

/** Operands of a kernel that does something to each of a batch: [batch, outputs, inputs, sizes, scratch]. */
interface Routine {
  readonly kernel: string;
  readonly batch: number;
  readonly sizes: readonly number[];
  /** Bytes of room that it takes. */
  readonly scratch: number;
}

const routine: Operation = {
  name: "routine",
  write({ inputs, outputs, params }: Node, writer: Writer) {
    const { kernel, batch, sizes, scratch } = params as Routine;
    writer.instruction(kernel, [
      ...[
        batch,
        ...outputs.map((tensor) => writer.addressOf(tensor)),
        ...inputs.map((view) => writer.address(view)),
      ],
      ...[...sizes, writer.scratch(scratch)],
    ]);
  },
};

/** A node for whole arrays, one result for each that jax-js has. */
function routineOf(
  name: string,
  sizesOf: (inputs: readonly View[], context: Context) => Omit<Routine, "kernel">,
): Primitive {
  return (inputs, context) => {
    const { graph, results } = context;
    const params: Routine = { kernel: name + suffixOf(inputs[0].dtype), ...sizesOf(inputs, context) };
    const outputs = results.map(({ dtype, shape }) => ({ dtype, size: sizeOf(shape) }));
    const node = graph.node(
      routine,
      inputs.map((view) => contiguous(graph, view)),
      params,
      outputs,
    );
    return node.outputs.map((tensor, i) => wholeView(tensor, results[i].shape));
  };
}

const suffixOf = (dtype: DType): string =>
  isFloat(dtype) ? (dtype === "float64" ? "F64" : "F32") : dtype === "int32" ? "I32" : "U32";

const square = ([x]: readonly View[]): { batch: number; n: number } => ({
  batch: sizeOf(x.shape.slice(0, -2)),
  n: x.shape.at(-1)!,
});

const row = ([x]: readonly View[]): { batch: number; n: number } => ({
  batch: sizeOf(x.shape.slice(0, -1)),
  n: x.shape.at(-1)!,
});

/** Factorisations, solutions and orders: whole algorithms, a kernel each. */
export const routines: Readonly<Record<string, Primitive>> = {
  cholesky: routineOf("cholesky", (inputs) => {
    const { batch, n } = square(inputs);
    return { batch, sizes: [n], scratch: 0 };
  }),
  triangular_solve: routineOf("triangularSolve", (inputs, { params }) => {
    const { batch, n } = square(inputs);
    const rows = inputs[1].shape.at(-2)!;
    return { batch, sizes: [n, rows, params.unitDiagonal === true ? 1 : 0], scratch: 0 };
  }),
  lu: routineOf("lu", ([x]) => {
    const [m, n] = x.shape.slice(-2);
    return { batch: sizeOf(x.shape.slice(0, -2)), sizes: [m, n], scratch: 0 };
  }),
  jacobi_eigh: routineOf("eigh", (inputs, { params }) => {
    const { batch, n } = square(inputs);
    const { maxSweeps, tolerance } = params as { maxSweeps: number; tolerance: number };
    return { batch, sizes: [n, maxSweeps, ...new Int32Array(Float64Array.of(tolerance).buffer)], scratch: 0 };
  }),
  fft: routineOf("fft", (inputs, { params }) => {
    const { batch, n } = row(inputs);
    return {
      batch,
      sizes: [n, params.inverse === true ? 1 : 0],
      scratch: n * machineConstant("FFT_SCRATCH"),
    };
  }),
  sort: routineOf("sort", (inputs) => {
    const { batch, n } = row(inputs);
    return { batch, sizes: [n], scratch: n * machineConstant("SORT_SCRATCH") };
  }),
  argsort: routineOf("argsort", (inputs) => {
    const { batch, n } = row(inputs);
    return { batch, sizes: [n], scratch: n * machineConstant("SORT_SCRATCH") };
  }),
};
