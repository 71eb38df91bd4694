/** Kinds of malformed requests: the name of each. */
export const cases: readonly (readonly [name: string, make: unknown])[];

/** What the fuzzed service is to ask for. */
export const token: string;

/** What the fuzzed service is to be limited by. */
export const limits: Readonly<Record<string, number>>;

/** What is written to a connection, and which statuses are right. */
export interface Case {
  readonly name: string;
  readonly pieces: readonly (string | Uint8Array)[];
  readonly statuses: readonly (number | undefined)[];
  readonly form: "problem" | "v2" | "bare" | "any" | "none";
  /** Whether nothing more is said to come. */
  readonly half?: boolean;
}

export function makeCase(seed: number, index: number): Case;

/** Writes a case to a service. Returns what is wrong with its answer. */
export function examineCase(port: number, made: Case): Promise<string | undefined>;

/** Whether the next good request is answered. */
export function answersGood(port: number): Promise<boolean>;
