import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Limits } from "../../limits.js";
import type { Admission, Release } from "../admission.js";
import { HttpProblem } from "../problem.js";

/** Takes the bytes of a body before any of it is read, and gives them back when the request is over. */
export function budgetBodies(app: FastifyInstance, { bodyBytes }: Limits, admission: Admission): void {
  const releases = new WeakMap<FastifyRequest, Release>();
  app.addHook("onRequest", (request, _, done) => {
    const { method, headers } = request;
    if (method !== "GET" && method !== "HEAD") {
      const encoding = headers["content-encoding"] ?? "identity";
      if (encoding.toLowerCase() !== "identity") {
        const detail = `Expected a body as it is, got one with the Content-Encoding ${encoding.slice(0, 100)}.`;
        throw new HttpProblem(415, "content-encoding", detail, { "Accept-Encoding": "identity" });
      }
      const announced =
        headers["content-length"] === undefined ? undefined : Number(headers["content-length"]);
      if (announced !== undefined && announced > bodyBytes) {
        throw new HttpProblem(
          413,
          "too-large",
          `Expected a body of at most ${bodyBytes} bytes, got ${announced}.`,
        );
      }
      // What does not say how long it is may be as long as it may be.
      const isChunked = headers["transfer-encoding"] !== undefined;
      releases.set(request, admission.body(announced ?? (isChunked ? bodyBytes : 0)));
    }
    done();
  });
  const release = (request: FastifyRequest): void => releases.get(request)?.();
  app.addHook("onResponse", (request, _, done) => {
    release(request);
    done();
  });
  app.addHook("onRequestAbort", (request, done) => {
    release(request);
    done();
  });
}
