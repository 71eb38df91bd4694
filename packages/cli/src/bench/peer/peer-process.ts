import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { checked, orAborted, throwIfAborted, type z } from "@nescio/core/internal";
import { NescioError } from "@nescio/core";

/** Longest line of an answer, in characters: a peer that writes without end is stopped. */
const MAX_LINE = 2 ** 20;
/** Of what the peer says on stderr, the last characters are told where it fails. */
const KEPT_WORDS = 400;

export interface PeerOptions {
  /** What starts it: a name that the system finds, or a path. */
  readonly program: string;
  readonly args: readonly string[];
  /** What to do where it does not start. */
  readonly next: string;
  /** Longest that an answer may take, in milliseconds. */
  readonly patience: number;
}

interface Waiting {
  resolve(line: string): void;
  reject(error: NescioError): void;
}

/**
 * Another program that is asked one thing at a time: a line of JSON goes in, a line of JSON comes out, `{"error": text}`
 * where it fails. Whatever goes wrong ends it, and every later question is answered by that same error.
 */
export class PeerProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #options: PeerOptions;
  readonly #gone: Promise<void>;
  #waiting: Waiting | undefined;
  #fault: NescioError | undefined;
  #text = "";
  #words = "";

  constructor(options: PeerOptions) {
    this.#options = options;
    const child = spawn(options.program, [...options.args], { stdio: "pipe", windowsHide: true });
    this.#child = child;
    this.#gone = new Promise((resolve) => {
      child.once("exit", () => resolve());
      child.on("error", (error: NodeJS.ErrnoException) => {
        this.#fail(this.#unstarted(error));
        resolve();
      });
    });
    // After what it has said last is heard, which its exit is not.
    child.once("close", (code, signal) => {
      this.#fail(this.#wrong("to answer until it is told to end", ended(code, signal)));
    });
    // A peer that has ended takes no more; its end is told by "close".
    child.stdin.on("error", () => undefined);
    child.stdout.setEncoding("utf8").on("data", (text: string) => this.#hear(text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#words = (this.#words + text).slice(-KEPT_WORDS);
    });
  }

  /**
   * The answer to a request, in the schema's form.
   *
   * @throws NescioError `not-found` where the program is not there; `unsupported` where it fails, ends, says what is no
   * answer, or nothing for too long; `invalid-option` for an answer of another form; `aborted` by the signal.
   */
  async ask<Answer>(request: object, schema: z.ZodType<Answer>, signal?: AbortSignal): Promise<Answer> {
    throwIfAborted(signal, "benchmark");
    const line = await this.#exchange(JSON.stringify(request), signal);
    const answer = this.#parsed(line);
    if (typeof answer === "object" && answer !== null && "error" in answer) {
      throw this.#fail(this.#wrong("an answer", `an error: ${String(answer.error)}`));
    }
    return checked(schema, answer, (path) => `${this.#subject}'s ${path || "answer"}`);
  }

  /** Ends the program, also in the middle of its work, and waits until it is gone. */
  async close(): Promise<void> {
    this.#end();
    await this.#gone;
    // Whoever else holds their other ends shall not hold this process.
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
  }

  get #subject(): string {
    return `benchmark, ${this.#options.program}`;
  }

  async #exchange(line: string, signal?: AbortSignal): Promise<string> {
    if (this.#fault !== undefined) throw this.#fault;
    const { patience } = this.#options;
    const tooLong = (): void => {
      this.#fail(this.#wrong(`an answer within ${patience / 1000} s`, "none"));
    };
    const timer = setTimeout(tooLong, patience);
    const answer = new Promise<string>((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#child.stdin.write(`${line}\n`);
    });
    try {
      return await orAborted(answer, signal, "benchmark");
    } catch (error) {
      // A request to stop does not wait until the work is done.
      this.#end();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #hear(text: string): void {
    const lines = (this.#text + text).split("\n");
    this.#text = lines.pop()!;
    if (this.#text.length > MAX_LINE) this.#fail(this.#wrong("a line of JSON", "a line without an end"));
    for (const line of lines) {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (waiting === undefined) this.#fail(this.#wrong("an answer for each question", "one more"));
      else waiting.resolve(line);
    }
  }

  #parsed(line: string): unknown {
    try {
      return JSON.parse(line) as unknown;
    } catch {
      throw this.#fail(this.#wrong("a line of JSON", JSON.stringify(line)));
    }
  }

  /** Ends the program because of an error; the first one stays, as the others follow from it. */
  #fail(error: NescioError): NescioError {
    this.#fault ??= error;
    this.#waiting?.reject(this.#fault);
    this.#waiting = undefined;
    this.#end();
    return this.#fault;
  }

  #end(): void {
    // What a shell started in its own place sees the end of its input.
    this.#child.stdin.destroy();
    this.#child.kill("SIGKILL");
  }

  #unstarted(error: NodeJS.ErrnoException): NescioError {
    const { next } = this.#options;
    return new NescioError({
      code: "not-found",
      subject: this.#subject,
      expected: "a program that can be started",
      found: error.code ?? error.message,
      ...{ next, cause: error },
    });
  }

  #wrong(expected: string, found: string): NescioError {
    const words = this.#words.trim();
    return new NescioError({
      code: "unsupported",
      subject: this.#subject,
      expected,
      found: words === "" ? found : `${found}; it says: ${words}`,
    });
  }
}

function ended(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `its end with status ${code}` : `its end by ${signal}`;
}
