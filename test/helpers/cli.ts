import { EventEmitter } from "node:events";
import { Writable } from "node:stream";
import type { Command } from "commander";
import { createProgram } from "../../packages/cli/src/main.js";
import { runProgram } from "../../packages/cli/src/run-command.js";

/** A stream that keeps what is written to it. */
export class TextSink extends Writable {
  text = "";
  constructor(readonly isTTY = false) {
    super();
  }
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Codes of exits that were asked for at once. */
  readonly exits: readonly number[];
}

/** Runs the command line in this process, its output kept. */
export async function runCli(
  argv: readonly string[],
  options: { readonly program?: Command; readonly signals?: EventEmitter } = {},
): Promise<CliResult> {
  const stdout = new TextSink();
  const stderr = new TextSink();
  const exits: number[] = [];
  const code = await runProgram(options.program ?? createProgram(), argv, {
    stdout,
    stderr,
    signals: options.signals ?? new EventEmitter(),
    exit: (exitCode) => exits.push(exitCode),
  });
  return { code, stdout: stdout.text, stderr: stderr.text, exits };
}
