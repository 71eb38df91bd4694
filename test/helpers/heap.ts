import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes on the heap that somebody still holds. */
export async function heldBytes(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    // What weak references were asked for is held until the job ends; finalizers run in jobs of their own.
    await new Promise((resolve) => setTimeout(resolve, 5));
    collect();
  }
  return process.memoryUsage().heapUsed;
}
