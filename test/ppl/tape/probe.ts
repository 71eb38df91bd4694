import { tape } from "../../../packages/ppl/src/tape/generated/tape.js";

/** A typed array of the element types that the tape knows. */
export type Numbers =
  Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

type Constructor<A> = new (buffer: ArrayBuffer, offset: number, length: number) => A;

const guard = 32;
const canary = 0xa5;

/**
 * The tape's functions over a memory of their own, to be called one by one. Arrays are put one after the other with
 * guards between them, and `release` throws if a function wrote into one.
 */
export class Probe {
  private top = 65_536;
  private readonly guards: number[] = [];

  private constructor(
    private readonly exports: WebAssembly.Exports,
    private readonly memory: WebAssembly.Memory,
  ) {}

  static async start(): Promise<Probe> {
    const memory = new WebAssembly.Memory({ initial: 512 });
    const bytes = Uint8Array.from(atob(tape), (c) => c.charCodeAt(0));
    const table = new WebAssembly.Table({ element: "anyfunc", initial: 1 });
    const { instance } = await WebAssembly.instantiate(bytes, { env: { memory, table } });
    return new Probe(instance.exports, memory);
  }

  call(name: string, ...args: readonly number[]): void {
    (this.exports[name] as (...args: readonly number[]) => void)(...args);
  }

  constant(name: string): number {
    return (this.exports[name] as WebAssembly.Global<"i32">).value;
  }

  /** The address of `bytes` bytes that no function has written to yet: they are not zero. */
  room(bytes: number): number {
    const address = this.top;
    this.top += bytes + guard;
    new Uint8Array(this.memory.buffer, address, bytes + guard).fill(canary);
    this.guards.push(address + bytes);
    return address;
  }

  /** The address of a copy of `values`. */
  put(values: Numbers): number {
    const address = this.room(values.byteLength);
    const from = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    new Uint8Array(this.memory.buffer).set(from, address);
    return address;
  }

  /** A copy of what lies at `address`. */
  read<A extends Numbers>(type: Constructor<A>, address: number, length: number, width: number): A {
    return new type(this.memory.buffer.slice(address, address + length * width), 0, length);
  }

  /** Forgets all arrays. Throws if a guard between them is no longer what it was. */
  release(): void {
    const memory = new Uint8Array(this.memory.buffer);
    for (const address of this.guards) {
      if (memory.subarray(address, address + guard).some((byte) => byte !== canary)) {
        throw new Error(`expected ${guard} bytes at ${address} to be left alone`);
      }
    }
    this.guards.length = 0;
    this.top = 65_536;
  }
}

/** Floating-point types by the ending of their functions' names, with what rounds to them. */
export const floats = [
  { bits: 32, Type: Float32Array, epsilon: 2 ** -23, round: Math.fround },
  { bits: 64, Type: Float64Array, epsilon: 2 ** -52, round: (x: number): number => x },
] as const;
