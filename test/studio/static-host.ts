import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import sirv from "sirv";
import { readModelBeside } from "../../packages/cli/src/actions/studio/model-beside.js";
import { writeSite } from "../../packages/cli/src/actions/studio/write-site.js";
import { boxedModel } from "../../packages/cli/src/boxed-model.js";
import { temporaryFolder } from "../helpers/folder.js";

/** A host that knows nothing of the studio: it serves files, without headers of their own. */
export interface StaticHost {
  /** Without a slash at its end. */
  readonly address: string;
  readonly folder: string;
  /** Paths that were asked for, in their order. */
  readonly asked: readonly string[];
  /** From now on nobody answers. */
  close(): Promise<void>;
}

/** Writes the studio into a folder and serves that, under a path as such hosts do. */
export async function startStaticHost(path = "/studio"): Promise<StaticHost> {
  const folder = join(await temporaryFolder(), "site");
  await writeSite(folder, await readModelBeside(boxedModel), new AbortController().signal);
  const files = sirv(folder, { dev: true });
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    if (!request.url!.startsWith(`${path}/`)) return void response.writeHead(404).end();
    request.url = request.url!.slice(path.length);
    files(request, response, () => void response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    folder,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The names of a folder's files that a text names. */
export async function assetsIn(file: string): Promise<string[]> {
  return [...(await readFile(file, "utf8")).matchAll(/assets\/[\w.-]+/g)].map(([name]) => name);
}
