import { np, type JaxArray } from "../jax/jax.js";

// What is known is computed by JavaScript's own functions, which are right but for rounding: jax-js' are single precision
// at best, and a formula in operations that it does well takes it milliseconds to put together, each time.

type Numbers =
  Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
type DType = JaxArray["dtype"];

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
  const [a, b] = [x, y].map((array) => numbersOf(np.broadcastTo(array, shape)));
  if (weak && shape.length === 0) return np.array(f(a[0], b[0]));
  const result = a.slice();
  for (let i = 0; i < result.length; i++) result[i] = f(a[i], b[i]);
  return arrayOf(result, shape, dtype);
}

function numbersOf(x: JaxArray): Numbers {
  // A bare number has the precision in which it was written.
  const exact = x.weakType && x.ndim === 0 ? x.astype(np.float64) : x;
  return exact.dataSync() as Numbers;
}

function arrayOf(numbers: Numbers, shape: number[], dtype: DType): JaxArray {
  // jax-js makes no array of no numbers.
  return numbers.length === 0 ? np.zeros(shape, { dtype }) : np.array(numbers, { shape, dtype });
}
