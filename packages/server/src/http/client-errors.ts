import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { problem } from "./problem.js";
import { problemType } from "./problems.js";

/** What is wrong with what is no HTTP request, by Node's codes. */
const known: Readonly<Record<string, readonly [status: number, code: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, "headers-too-large", "The request's headers are too large together."],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "too-slow", "The request did not come whole in time."],
};

/** How long a client may take to read that its request is none, in milliseconds. */
const lingering = 1000;

/** Answers what cannot be read as a request, and closes its connection. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  // What still comes is not kept; and who does not close the connection in turn does not keep it, nor what its request had taken.
  socket.resume();
  setTimeout(() => socket.destroy(), lingering).unref();
  const [status, code, detail] = known[error.code ?? ""] ?? [400, "malformed", "This is no HTTP request."];
  const told = problem(status, code, detail);
  const body = JSON.stringify(told);
  socket.end(
    [
      `HTTP/1.1 ${status} ${told.title}`,
      `Content-Type: ${problemType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      "Connection: close",
      "",
      body,
    ].join("\r\n"),
  );
}

/** Answers who expects of the server what it does not do. */
export function answerExpectation(_: IncomingMessage, response: ServerResponse): void {
  const told = problem(417, "expectation", "Nothing can be expected but 100-continue.");
  const body = JSON.stringify(told);
  response.writeHead(417, {
    "Content-Type": problemType,
    "Content-Length": Buffer.byteLength(body),
    Connection: "close",
  });
  response.end(body);
}
