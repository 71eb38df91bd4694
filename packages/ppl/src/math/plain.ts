// Whether the functions of this folder are to be the plain ones. Set while a function is recorded, which is synchronous.
let plain = false;

/**
 * Runs `f`, in which exponentials and logarithms are single operations instead of the many that vectorise: for whoever
 * executes what `f` records with exact ones of its own.
 */
export function withPlainFunctions<T>(f: () => T): T {
  const before = plain;
  plain = true;
  try {
    return f();
  } finally {
    plain = before;
  }
}

export function isPlain(): boolean {
  return plain;
}
