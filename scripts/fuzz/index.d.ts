export const kindNames: readonly string[];

/** Makes a mutant of a small valid input, and reads it. */
export function examine(
  kind: string,
  seed: number,
  index: number,
): Promise<{
  /** "taken", an error's code, or what begins with "FAILED". */
  readonly outcome: string;
  readonly seconds: number;
  /** By how much the process's memory grew over what it ever was. */
  readonly bytes: number;
  readonly files: Readonly<Record<string, Uint8Array>>;
}>;
