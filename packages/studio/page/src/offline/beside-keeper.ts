import type { StudioFile } from "../../../src/studio-file.js";
import { fromNetwork } from "./network.js";

/** `studio.json` as it was answered last. */
interface Answered {
  readonly text: string;
  /** Address of the model that it names, where it names one. */
  readonly model: string | undefined;
  readonly isKept: boolean;
}

/** Keeps what lies beside the page, whatever its version: `studio.json`, and the model that it names. */
export class BesideKeeper {
  readonly #cache: string;
  readonly #studioFile: string;
  #answered: Answered | undefined;

  /** @param scope Address of the page. */
  constructor(private readonly scope: string) {
    this.#cache = `nescio beside ${scope}`;
    this.#studioFile = new URL("studio.json", scope).href;
  }

  /** Fetches both. Throws where one cannot be had. */
  async keep(): Promise<void> {
    const text = await (await fetchWhole(this.#studioFile, { cache: "no-cache" })).text();
    const model = this.#modelOf(text);
    await this.#put(text, model, model === undefined ? undefined : await fetchWhole(model));
  }

  async forget(): Promise<void> {
    await caches.delete(this.#cache);
  }

  /** `studio.json`: the host's, else the one that is kept. */
  async studioFile(request: Request): Promise<Response> {
    const kept = await this.#kept(this.#studioFile);
    const fresh = await fromNetwork(request, { patient: kept === undefined });
    if (fresh?.ok !== true && kept === undefined) return fresh ?? Response.error();
    const response = fresh?.ok === true ? fresh : kept!;
    const text = await response.clone().text();
    this.#answered = { text, model: this.#modelOf(text), isKept: response === kept };
    return response;
  }

  isModel(address: string): boolean {
    return address === this.#answered?.model;
  }

  /**
   * The model of the `studio.json` that was answered: where that came from the host, the model does, and both are kept from
   * then on, so that they always belong together.
   *
   * @param waitUntil Lets the worker live until then.
   */
  async model(request: Request, waitUntil: (work: Promise<unknown>) => void): Promise<Response> {
    const { text, isKept } = this.#answered!;
    const model = this.#answered!.model!;
    const kept = await this.#kept(model);
    if (isKept && kept !== undefined) return kept;
    const fresh = await fromNetwork(request, { patient: true });
    if (fresh?.ok !== true) return kept ?? fresh ?? Response.error();
    if (!isSame(kept, fresh) || !(await this.#keeps(text))) waitUntil(this.#put(text, model, fresh.clone()));
    return fresh;
  }

  async #keeps(text: string): Promise<boolean> {
    return (await (await this.#kept(this.#studioFile))?.text()) === text;
  }

  async #kept(address: string): Promise<Response | undefined> {
    return (await caches.open(this.#cache)).match(address, { ignoreVary: true });
  }

  async #put(text: string, model: string | undefined, response: Response | undefined): Promise<void> {
    const cache = await caches.open(this.#cache);
    if (model !== undefined && response !== undefined) await cache.put(model, response);
    await cache.put(
      this.#studioFile,
      new Response(text, { headers: { "Content-Type": "application/json" } }),
    );
    for (const { url } of await cache.keys()) {
      if (url !== model && url !== this.#studioFile) await cache.delete(url);
    }
  }

  #modelOf(text: string): string | undefined {
    const { model } = JSON.parse(text) as StudioFile;
    return model === undefined ? undefined : new URL(model, this.scope).href;
  }
}

/** Whether the host says that it is the same file. */
function isSame(kept: Response | undefined, fresh: Response): boolean {
  const tag = fresh.headers.get("ETag");
  return tag !== null && tag === kept?.headers.get("ETag");
}

async function fetchWhole(address: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(address, init);
  if (!response.ok) throw new Error(`${address}: status ${response.status}`);
  return response;
}
