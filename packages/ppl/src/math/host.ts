import { np, type JaxArray } from "../jax/jax.js";

// What is known is computed by JavaScript's own functions, which are right but for rounding: jax-js' are single precision
// at best, and a formula in operations that it does well takes it milliseconds to put together, each time.

type Numbers =
  Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
type DType = JaxArray["dtype"];

const numberTypes = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint32: Uint32Array };

/** Whether an array's numbers can be looked at without waiting: it is no tracer, and they are in this thread's memory. */
export function isAtHand(x: JaxArray): boolean {
  return x instanceof np.Array && (x.device === "wasm" || x.device === "cpu");
}

/** `f` of each number of an array that is at hand, in the array's own type. Consumes it. */
export function mapNumbers(f: (x: number) => number, x: JaxArray): JaxArray {
  const { shape, dtype, weakType } = x;
  const numbers = numbersOf(x);
  if (weakType && shape.length === 0) return np.array(f(numbers[0]));
  const result = numbers.slice();
  for (let i = 0; i < result.length; i++) result[i] = f(numbers[i]);
  return arrayOf(result, shape, dtype);
}

/** `f` of the numbers of two arrays of one type that are at hand, which broadcast. Consumes both. */
export function zipNumbers(f: (x: number, y: number) => number, x: JaxArray, y: JaxArray): JaxArray {
  const { dtype } = x;
  const weak = x.weakType && y.weakType;
  const shape = np.broadcastShapes(x.shape, y.shape);
  const [a, b] = [x, y].map((array) => broadcastTo(shape, numbersOf(array.ref), array.shape));
  x.dispose();
  y.dispose();
  if (weak && shape.length === 0) return np.array(f(a[0], b[0]));
  const result = new numberTypes[dtype as keyof typeof numberTypes](a.length);
  for (let i = 0; i < result.length; i++) result[i] = f(a[i], b[i]);
  return arrayOf(result, shape, dtype);
}

/** What jax-js evaluates arrays by, also while operations are recorded. */
interface Evaluated {
  readonly _trace: {
    processPrimitive(name: string, inputs: readonly JaxArray[], params: object): readonly JaxArray[];
  };
}

/** Consumes the array. */
function numbersOf(x: JaxArray): Numbers {
  if (!x.weakType || x.ndim > 0) return x.dataSync() as Numbers;
  // A bare number has the precision in which it was written. `astype` would be recorded.
  const { _trace: evaluation } = x as unknown as Evaluated;
  return evaluation.processPrimitive("cast", [x], { dtype: np.float64 })[0].dataSync() as Numbers;
}

/** Numbers of one shape as those of a larger one, row by row. */
function broadcastTo(shape: readonly number[], numbers: Numbers, from: readonly number[]): Numbers {
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (numbers.length === size) return numbers;
  const result = new (numbers.constructor as new (length: number) => Numbers)(size);
  const lead = shape.length - from.length;
  for (let i = 0; i < size; i++) {
    let [rest, at, stride] = [i, 0, 1];
    for (let axis = shape.length - 1; axis >= lead; axis--) {
      const extent = from[axis - lead];
      if (extent > 1) at += (rest % shape[axis]) * stride;
      stride *= extent;
      rest = Math.floor(rest / shape[axis]);
    }
    result[i] = numbers[at];
  }
  return result;
}

function arrayOf(numbers: Numbers, shape: number[], dtype: DType): JaxArray {
  // jax-js makes no array of no numbers.
  return numbers.length === 0 ? np.zeros(shape, { dtype }) : np.array(numbers, { shape, dtype });
}
