import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A mirror on this machine that answers as the listener says; it goes when the test ends. */
export async function startMirror(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** A mirror that serves files by their path behind the address, and 404 for others. */
export function serveFiles(files: Readonly<Record<string, Uint8Array>>): RequestListener {
  return (request, response) => {
    const body = files[(request.url ?? "").slice(1)] as Uint8Array | undefined;
    if (body === undefined) response.writeHead(404).end("no such file");
    else response.writeHead(200, { "content-length": body.length }).end(body);
  };
}

/** An address that nobody listens at. */
export async function deadMirror(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return `http://127.0.0.1:${port}/`;
}
