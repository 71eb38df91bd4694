import type { Kept } from "./kept.js";
import { fromNetwork } from "./network.js";

interface Document {
  readonly response: Response;
  /** Whether the host has another page at this address now. */
  readonly isStrange: boolean;
}

/** Keeps the files of one version of the page. */
export class PageKeeper {
  readonly #files: ReadonlySet<string>;
  /** Begins the names of the caches of all versions. */
  readonly #caches: string;
  readonly #cache: string;

  /** @param scope Address of the page. */
  constructor(
    private readonly scope: string,
    { version, files }: Kept,
  ) {
    this.#files = new Set(files);
    this.#caches = `nescio page ${scope} `;
    this.#cache = this.#caches + version;
  }

  has(name: string): boolean {
    return this.#files.has(name);
  }

  /** Fetches all files. Throws where one cannot be had, or where the host has another version by now. */
  async keep(): Promise<void> {
    const cache = await caches.open(this.#cache);
    await Promise.all(
      [...this.#files].map(async (name) => cache.put(this.#key(name), await this.#fetch(name))),
    );
  }

  /** Forgets other versions than this one, or this one too. */
  async forget(which: "others" | "all"): Promise<void> {
    const names = (await caches.keys()).filter((name) => name.startsWith(this.#caches));
    const some = names.filter((name) => which === "all" || name !== this.#cache);
    await Promise.all(some.map((name) => caches.delete(name)));
  }

  /** The document: the host's, so that a new version is seen; else the one that is kept. */
  async document(request: Request): Promise<Document> {
    const kept = await this.#kept("index.html");
    const fresh = await fromNetwork(request, { patient: kept === undefined });
    if (fresh === undefined) return { response: kept ?? Response.error(), isStrange: false };
    return { response: fresh, isStrange: fresh.ok && !isPage(await fresh.clone().text()) };
  }

  /** A file that is kept. */
  async file(name: string, request: Request): Promise<Response> {
    return (await this.#kept(name)) ?? fetch(request);
  }

  async #kept(name: string): Promise<Response | undefined> {
    return (await caches.open(this.#cache)).match(this.#key(name), { ignoreVary: true });
  }

  async #fetch(name: string): Promise<Response> {
    // What has a hash in its name never changes.
    const response = await fetch(this.#key(name), {
      cache: name.startsWith("assets/") ? "default" : "no-cache",
    });
    if (!response.ok) throw new Error(`${name}: status ${response.status}`);
    if (name === "index.html" && !this.#isThisVersion(await response.clone().text())) {
      throw new Error("there is another version of the page by now");
    }
    // As it would come without redirections, which no document may have gone through.
    const { body, headers } = response;
    return new Response(body, { headers });
  }

  #isThisVersion(page: string): boolean {
    const loaded = [...page.matchAll(/\bassets\/[\w.-]+/g)].map(([name]) => name);
    return loaded.length > 0 && loaded.every((name) => this.#files.has(name));
  }

  #key(name: string): string {
    return new URL(name === "index.html" ? "./" : name, this.scope).href;
  }
}

/** Whether it is the studio, of whatever version. */
function isPage(text: string): boolean {
  return text.includes('<meta name="generator" content="Nescio studio"');
}
