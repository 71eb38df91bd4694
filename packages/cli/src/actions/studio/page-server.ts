import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { NescioError } from "@nescio/core";
import { contentSecurityPolicy, pageFolder, pageHeaders } from "@nescio/studio";
import sirv from "sirv";
import type { ModelBeside } from "./model-beside.js";

/** A running server of the studio. */
export interface PageServer {
  /** `http://127.0.0.1:PORT/`. */
  readonly address: string;
  readonly port: number;
  /** Ends it at once, whoever is being answered. */
  close(): Promise<void>;
}

/** The same each time where it is free, so that addresses of drawings stay, and a browser keeps the page once. */
const usualPort = 6372;

const headers = {
  ...pageHeaders,
  // Pages of this machine may have it in a frame: `?embed` is tried out there.
  "Content-Security-Policy": `${contentSecurityPolicy}; frame-ancestors 'self' http://127.0.0.1:* http://localhost:*`,
  // Others cannot have the model.
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** Asked for by other names, it is by a page of elsewhere whose host's name was made one of this machine (DNS rebinding). */
const ownHost = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;

/**
 * Serves the studio's page and a model to this machine alone.
 *
 * @param port 0: any. Default: the usual one, or any where that is taken.
 * @throws NescioError `inaccessible` where the port is taken, or the system refuses it.
 */
export async function servePage(model: ModelBeside, port?: number): Promise<PageServer> {
  const files = sirv(pageFolder, {
    gzip: true,
    // Looks at the folder each time: the package may be updated meanwhile.
    dev: true,
    setHeaders(response, pathname) {
      if (pathname.startsWith("/assets/")) {
        // What has a hash in its name never changes.
        response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
      }
      if (pathname.endsWith(".txt")) response.setHeader("Content-Type", "text/plain;charset=utf-8");
    },
  });
  const server = createServer((request, response) => {
    answer(request, response, model, files).catch((error: unknown) => response.destroy(error as Error));
  });
  await listen(server, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${taken}/`,
    port: taken,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  model: ModelBeside,
  files: ReturnType<typeof sirv>,
): Promise<void> {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // Whatever may change is asked for anew. Times of files would not tell: packages have none.
  response.setHeader("Cache-Control", "no-cache");
  if (!ownHost.test(request.headers.host ?? "")) {
    refuse(response, 403, "not a name of this machine");
    return;
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    refuse(response, 405, "only GET and HEAD");
    return;
  }
  // Parts of compressed files are of no use, and all files are small.
  delete request.headers.range;
  const path = (request.url ?? "/").replace(/[?#].*$/, "");
  if (path === "/studio.json") {
    send(request, response, "application/json", Buffer.from(model.studioFile));
  } else if (path === `/${encodeURIComponent(model.fileName)}`) {
    await sendModel(request, response, model);
  } else {
    files(request, response, () => refuse(response, 404, "nothing is here"));
  }
}

async function sendModel(
  request: IncomingMessage,
  response: ServerResponse,
  model: ModelBeside,
): Promise<void> {
  let bytes: Uint8Array;
  try {
    bytes = await model.read();
  } catch (error) {
    refuse(response, 404, error instanceof Error ? error.message : String(error));
    return;
  }
  send(request, response, "application/octet-stream", bytes);
}

function send(request: IncomingMessage, response: ServerResponse, type: string, bytes: Uint8Array): void {
  const tag = `"${createHash("sha256").update(bytes).digest("base64url")}"`;
  response.setHeader("ETag", tag);
  if (request.headers["if-none-match"] === tag) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, { "Content-Type": type, "Content-Length": bytes.length });
  response.end(request.method === "HEAD" ? undefined : bytes);
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { "Content-Type": "text/plain;charset=utf-8" }).end(`${why}\n`);
}

async function listen(server: Server, port: number | undefined): Promise<void> {
  const tryPort = async (each: number): Promise<void> => {
    server.listen(each, "127.0.0.1");
    await once(server, "listening");
  };
  try {
    await tryPort(port ?? usualPort);
  } catch (error) {
    if (port === undefined) return tryPort(0);
    throw new NescioError({
      code: "inaccessible",
      subject: `port ${port}`,
      expected: "one that is free",
      found: error instanceof Error ? error.message : String(error),
      next: "Choose another with --port, or 0 for any.",
      cause: error,
    });
  }
}
