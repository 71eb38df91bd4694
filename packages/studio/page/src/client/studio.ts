import { transfer, type Remote } from "comlink";
import type { Answering } from "../engine/answering.js";
import type { ModelFacts } from "../engine/model-facts.js";
import type { Studying } from "../engine/studying.js";
import type { StudioFile } from "../../../src/studio-file.js";
import type { EngineFacts } from "../engine/engine-facts.js";
import type { StudioWorker } from "../engine/worker.js";
import type { Training } from "../engine/training.js";
import { ask } from "../service/request.js";
import { startWorker } from "./workers.js";

/** What computes for the page: its workers. */
export class Studio {
  readonly answering: Remote<Answering>;
  readonly #worker: Remote<StudioWorker>;
  #pictures = 0;
  #first: Promise<ModelFacts | undefined> | undefined;
  #file: Promise<StudioFile> | undefined;
  #training: Remote<Training> | undefined;
  #studying: Remote<Studying> | undefined;

  constructor() {
    this.#worker = startWorker();
    this.answering = this.#worker.answering as unknown as Remote<Answering>;
  }

  /** What it computes with. */
  engineFacts(): Promise<EngineFacts> {
    return this.#worker.engineFacts();
  }

  /** What trains: a worker of its own, started when it is first asked. */
  get training(): Remote<Training> {
    return (this.#training ??= startWorker().training as unknown as Remote<Training>);
  }

  /** What studies rules and pictures: started when it is first asked. */
  get studying(): Remote<Studying> {
    return (this.#studying ??= this.#startStudying());
  }

  #startStudying(): Remote<Studying> {
    const studying = startWorker().studying as unknown as Remote<Studying>;
    const { port1, port2 } = new MessageChannel();
    void this.answering.lend(transfer(port1, [port1]));
    void studying.connect(transfer(port2, [port2]));
    return studying;
  }

  /** What the host says of the page; loaded once. */
  file(): Promise<StudioFile> {
    return (this.#file ??= fetchWhole("studio.json").then(
      async (response) => (await response.json()) as StudioFile,
    ));
  }

  /**
   * The model that lies beside the page, undefined where none does; loaded once.
   *
   * @throws ServiceError `unauthorized` where a service wants a token for it: it is then asked again, with the tab's token.
   */
  first(): Promise<ModelFacts | undefined> {
    this.#first ??= this.#loadFirst().catch((error: unknown) => {
      this.#first = undefined;
      throw error;
    });
    return this.#first;
  }

  async #loadFirst(): Promise<ModelFacts | undefined> {
    const { model, boxed = false, service = false } = await this.file();
    if (model === undefined) return undefined;
    const response = service ? await ask(model) : await fetchWhole(model);
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { ...(await this.answering.load(bytes, fileName(new URL(model, document.baseURI)))), boxed };
  }

  /** A number for a picture that the page takes. */
  pictureId(): number {
    return this.#pictures++;
  }
}

async function fetchWhole(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} could not be loaded: status ${response.status}`);
  return response;
}

/** The name of a file, of its address. */
function fileName({ pathname }: URL): string {
  const name = pathname.replace(/.*\//, "");
  try {
    return decodeURIComponent(name);
  } catch {
    // A host may have files whose names are no text.
    return name;
  }
}
