import { createServer, type OutgoingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What makes a page cross-origin isolated: only then may workers share memory. */
export const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
} as const;

export interface PageServer {
  /** Address of the page that comes with these headers. */
  address(headers: OutgoingHttpHeaders): string;
  close(): Promise<void>;
}

/**
 * Serves one module script on 127.0.0.1, in a page with whatever headers are asked for.
 *
 * @param chunks What the script imports, by name; looked up when it is asked for.
 */
export async function servePages(
  script: string,
  chunks: ReadonlyMap<string, string> = new Map(),
): Promise<PageServer> {
  const pages: OutgoingHttpHeaders[] = [];
  const answer = (response: ServerResponse, type: string, body: string, headers: OutgoingHttpHeaders = {}) =>
    response.writeHead(200, { ...headers, "Content-Type": type }).end(body);
  const server = createServer(({ url = "" }, response) => {
    const headers = /^\/page\/\d+$/.test(url) ? pages[Number(url.slice(6))] : undefined;
    if (headers !== undefined) {
      const page = `<!doctype html><title>page</title><script type="module" src="/script.js"></script>`;
      answer(response, "text/html", page, headers);
      return;
    }
    const code = url === "/script.js" ? script : chunks.get(url.slice(1));
    if (code !== undefined) answer(response, "text/javascript", code);
    else response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: (headers) => `http://127.0.0.1:${port}/page/${pages.push(headers) - 1}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
