import { NescioError } from "@nescio/core";
import { np } from "../jax.js";

/**
 * Whether an error was thrown by jax-js, or by `np` and `nn` before it, not by a program that they called: by the file
 * where it was made.
 */
export function isJaxError(error: unknown): error is Error {
  if (error instanceof NescioError) return false;
  const file = fileOf(error);
  return file !== undefined && (jaxFiles().includes(file) || isBeforeJax(file));
}

function isBeforeJax(file: string): boolean {
  const own = fileOf(new Error()) ?? "";
  return ["numpy", "nn"].some((folder) => own.includes("/runtime/") && file.startsWith(besides(own, folder)));
}

/** The path of a folder beside that of this file. */
function besides(file: string, folder: string): string {
  return `${file.slice(0, file.lastIndexOf("/runtime/"))}/${folder}/`;
}

/** The files that jax-js is made of; none where a bundler has put it and this module into one. */
function jaxFiles(): (string | undefined)[] {
  // Each of these is refused in another file of its.
  const refused = [() => np.array([[1], [1, 2]]), () => np.broadcastShapes([2], [3])];
  const own = fileOf(new Error());
  return refused.map((provoke) => fileOf(thrownBy(provoke))).filter((file) => file !== own);
}

function thrownBy(f: () => unknown): unknown {
  try {
    return f();
  } catch (error) {
    return error;
  }
}

/** Where an error was made: the first file that its stack names. */
function fileOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { message, stack = "" } = error;
  // V8 puts the message first, which may name files of its own.
  const start = stack.indexOf(`${message}\n    at `);
  for (const line of stack.slice(start === -1 ? 0 : start + message.length).split("\n")) {
    const place = /^(.*):\d+:\d+\)?$/.exec(line.trim())?.[1];
    if (place !== undefined) return fileIn(place);
  }
  return undefined;
}

/** V8 writes "at function (file" or "at file", the others "function@file". */
function fileIn(place: string): string {
  if (!place.startsWith("at ")) return place.slice(place.indexOf("@") + 1);
  const bracket = place.lastIndexOf(" (");
  return bracket === -1 ? place.slice(3) : place.slice(bracket + 2);
}
