import { readdirSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import "../../packages/ppl/src/jax.js";

/** The part of jax-js' backend that hands out memory. */
interface Backend {
  malloc(size: number, initialData?: Uint8Array): number;
  incRef(slot: number): void;
  decRef(slot: number): void;
}

const backend = await findBackend();
const references = new Map<number, number>();
const malloc = backend.malloc.bind(backend);
const incRef = backend.incRef.bind(backend);
const decRef = backend.decRef.bind(backend);

backend.malloc = (size, initialData) => {
  const slot = malloc(size, initialData);
  references.set(slot, 1);
  return slot;
};
backend.incRef = (slot) => {
  incRef(slot);
  change(slot, 1);
};
backend.decRef = (slot) => {
  decRef(slot);
  change(slot, -1);
};

function change(slot: number, by: number): void {
  const count = references.get(slot);
  // It was there before the counting began.
  if (count === undefined) return;
  if (count + by === 0) references.delete(slot);
  else references.set(slot, count + by);
}

/** How many buffers the arrays of jax-js occupy, of those made since this module was loaded. */
export function liveSlots(): number {
  return references.size;
}

/** jax-js keeps its backend to itself: it is exported from an inner file, under a name that its build makes up. */
async function findBackend(): Promise<Backend> {
  const folder = new URL(".", import.meta.resolve("@jax-js/jax"));
  const file = readdirSync(fileURLToPath(folder)).find((name) => /^backend-.*\.js$/.test(name));
  if (file === undefined) throw new Error("expected jax-js to have a file backend-*.js");
  const path = pathToFileURL(fileURLToPath(new URL(file, folder))).href;
  const exported = (await import(/* @vite-ignore */ path)) as Record<string, unknown>;
  const getBackend = Object.values(exported).find(
    (value): value is () => Backend => typeof value === "function" && value.name === "getBackend",
  );
  if (getBackend === undefined) throw new Error("expected jax-js to have a function getBackend");
  return getBackend();
}
