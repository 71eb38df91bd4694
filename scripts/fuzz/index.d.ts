import type { Command } from "commander";

/** The command line, from its sources or as it was built. */
export interface CommandLine {
  createProgram(): Command;
  runProgram(
    program: Command,
    argv: readonly string[],
    io: {
      readonly stdout: NodeJS.WritableStream;
      readonly stderr: NodeJS.WritableStream;
      readonly signals: Pick<NodeJS.EventEmitter, "on" | "off">;
      exit(code: number): void;
    },
  ): Promise<number>;
}

export const kindNames: readonly string[];

/** Makes a mutant of a small valid input, and reads it. */
export function examine(
  kind: string,
  seed: number,
  index: number,
  cli: CommandLine,
): Promise<{
  /** "taken", an error's code, "exit" with exit codes, or what begins with "FAILED". */
  readonly outcome: string;
  readonly seconds: number;
  /** By how much the process's memory grew over what it ever was. */
  readonly bytes: number;
  readonly files: Readonly<Record<string, Uint8Array>>;
}>;
