import { fileURLToPath } from "node:url";
import { NescioError } from "@nescio/core";
import { z } from "@nescio/core/internal";
import type { BenchSettings } from "../settings.js";
import type { PeerSubject } from "./peer-entrant.js";
import { PeerProcess } from "./peer-process.js";

// As far from here in dist/ as in src/.
const script = fileURLToPath(new URL("../../../bench/peers/pytorch.py", import.meta.url));

/** What Debian needs for all that is measured. */
export const INSTALL = "apt-get install python3-torch libopenblas0-pthread";
// A prediction on a slow machine with a slow library.
const PATIENCE = 300_000;

/** What the script is told of the benchmark's settings. */
export type PeerSettings = Pick<
  BenchSettings,
  "batch" | "hidden" | "channels" | "colourChannels" | "images" | "samples"
>;

const factsSchema = z.object({
  /** Versions. */
  python: z.string(),
  torch: z.string(),
  /** The instructions that PyTorch's own loops are made of, as it calls them: "AVX2". */
  capability: z.string().nullable(),
  /** Whether it has oneDNN, which convolutions need, and MKL. */
  mkldnn: z.boolean(),
  mkl: z.boolean(),
  /** OpenBLAS' version and the processor that it takes this one for, where it is loaded. */
  openBlas: z.string().nullable(),
  /** Paths of loaded libraries that compute; empty where the system does not tell. */
  libraries: z.array(z.string()),
  /** Whether a product on one thread stays on one. */
  keepsToOneThread: z.boolean(),
});

/** What PyTorch runs on. */
export type PyTorchFacts = Readonly<z.infer<typeof factsSchema>>;

const preparedSchema = z.object({ weights: z.int().min(1), form: z.string() });

/** A subject that is ready. */
export interface Prepared {
  readonly id: number;
  /** Weights and biases of the network, or of the product's right side. */
  readonly weights: number;
  /** The fastest of the ways that PyTorch has of doing it. */
  readonly form: string;
}

/** PyTorch in a process of its own, which does what it is asked for. */
export class PyTorch {
  readonly #process: PeerProcess;
  readonly facts: PyTorchFacts;
  #prepared = 0;

  private constructor(process: PeerProcess, facts: PyTorchFacts) {
    this.#process = process;
    this.facts = facts;
  }

  /**
   * Starts a Python that has PyTorch. The caller closes it.
   *
   * @param program Python's name or path.
   * @param options `patience`: longest that an answer may take, in milliseconds. Default: five minutes.
   * @throws NescioError `not-found` where there is no such program or it has no PyTorch; `aborted`.
   */
  static async start(
    program: string,
    { signal, patience = PATIENCE }: { signal?: AbortSignal | undefined; patience?: number | undefined } = {},
  ): Promise<PyTorch> {
    const next = `Name a Python that has PyTorch, or install both: ${INSTALL}.`;
    const process = new PeerProcess({ program, args: [script], next, patience });
    try {
      return new PyTorch(process, await process.ask({ do: "hello" }, factsSchema, signal));
    } catch (error) {
      await process.close();
      if (!(error instanceof NescioError) || error.code !== "unsupported") throw error;
      const { subject, found } = error;
      const expected = "a Python with PyTorch";
      throw new NescioError({ code: "not-found", subject, expected, found, next, cause: error });
    }
  }

  /** Makes a subject ready to be run on so many threads; which of its forms is fastest is tried out. */
  async prepare(
    subject: PeerSubject,
    threads: number,
    settings: PeerSettings,
    signal?: AbortSignal,
  ): Promise<Prepared> {
    const id = this.#prepared++;
    const { batch, hidden, channels, colourChannels, images, samples } = settings;
    const needed = { batch, hidden, channels, colourChannels, images, samples };
    const request = { do: "prepare", id, subject, threads, settings: needed };
    return { id, ...(await this.#process.ask(request, preparedSchema, signal)) };
  }

  /** Milliseconds of each of so many times that a subject is run. */
  async run({ id }: Prepared, times: number, signal?: AbortSignal): Promise<number[]> {
    const schema = z.object({ ms: z.array(z.number().positive()).length(times) });
    return (await this.#process.ask({ do: "run", id, times }, schema, signal)).ms;
  }

  /** Ends the process, whatever it is doing. */
  close(): Promise<void> {
    return this.#process.close();
  }
}
