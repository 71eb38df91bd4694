import { NescioError } from "@nescio/core";
import { tape } from "./generated/tape.js";

let compiled: WebAssembly.Module | undefined;

/** The kernels, compiled once a process. */
function machineModule(): WebAssembly.Module {
  try {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(tape), (c) => c.charCodeAt(0)));
    return compiled;
  } catch (cause) {
    throw new NescioError({
      code: "unsupported",
      subject: "the machine for programs",
      expected: "WebAssembly with 128-bit SIMD to be compiled",
      found: String(cause).replace(/\.$/, ""),
      next: "Where the page has a Content-Security-Policy, add 'wasm-unsafe-eval' to its script-src.",
      cause,
    });
  }
}

const PAGE = 65_536;

let places: ReadonlyMap<string, number> | undefined;

/** Kernels by name, and where they stand in every machine's table. */
function kernelPlaces(): ReadonlyMap<string, number> {
  places ??= new Map(
    WebAssembly.Module.exports(machineModule())
      .filter(({ kind }) => kind === "function")
      .map(({ name }, i) => [name, i]),
  );
  return places;
}

export function kernelPlace(name: string): number {
  const place = kernelPlaces().get(name);
  if (place === undefined) throw new Error(`there is no kernel ${name}`);
  return place;
}

/** A memory of its own, and kernels that work in it. */
export interface Machine {
  readonly memory: WebAssembly.Memory;
  run(from: number, end: number): void;
  readonly exports: WebAssembly.Exports;
}

/** Addresses below belong to the kernels' own tables. */
export const machineBase = PAGE;

/** Makes a machine with so many bytes of memory. Throws `unsupported` where there are not so many. */
export function makeMachine(bytes: number): Machine {
  const pages = Math.ceil(bytes / PAGE);
  if (pages > PAGE) throw tooLarge(bytes);
  let memory: WebAssembly.Memory;
  try {
    memory = new WebAssembly.Memory({ initial: pages });
  } catch {
    throw tooLarge(bytes);
  }
  const kernels = kernelPlaces();
  const table = new WebAssembly.Table({ element: "anyfunc", initial: kernels.size });
  const { exports } = new WebAssembly.Instance(machineModule(), { env: { memory, table, abort } });
  for (const [name, place] of kernels) table.set(place, exports[name]);
  return { memory, run: exports.run as Machine["run"], exports };
}

let constants: WebAssembly.Exports | undefined;

/** Bytes that a kernel wants to work in, for each number or on the whole: a constant of the kernels. */
export function machineConstant(name: "PRODUCT_SCRATCH" | "FFT_SCRATCH" | "SORT_SCRATCH"): number {
  constants ??= makeMachine(PAGE).exports;
  return (constants[name] as WebAssembly.Global<"i32">).value;
}

function abort(): never {
  throw new Error("the machine stopped on a failed assertion");
}

function tooLarge(bytes: number): NescioError {
  return new NescioError({
    code: "unsupported",
    subject: "memory of a compiled program",
    expected: "at most 4 GiB, as much as there is",
    found: `${(bytes / 1024 ** 3).toFixed(2)} GiB asked for`,
    next: "Pass fewer data at a time, or use smaller arrays.",
  });
}
