import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { HttpProblem } from "../problem.js";

export interface GuardOptions {
  /** undefined: none is asked for. */
  readonly token?: string | undefined;
  readonly origins: readonly string[];
}

/**
 * Routes that everybody may read: whether the service is there, how it is asked, and the studio's page. All others ask for the token, by
 * the route that was found: a path can be written in many ways (`/%761/models`, `http://host/v1/models`).
 */
const open = /^\/(?:healthz|readyz|openapi\.json|docs(?:\/.*)?)$/;
const page = /^\/(?:\*|studio\.json)?$/;

/** Asked for by other names, it is by a page of elsewhere whose host's name was made one of this machine (DNS rebinding). */
const ownHost = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?$/i;

/** Lets in who may ask: with the token where there is one, from pages of the service's own and of named origins. */
export function guard(app: FastifyInstance, { token, origins }: GuardOptions): void {
  const digest = token === undefined ? undefined : sha256(token);
  app.addHook("onRequest", (request, _, done) => {
    const route = request.routeOptions.url ?? "";
    if (request.headers.host === undefined && request.raw.httpVersion === "1.1") {
      throw new HttpProblem(400, "host", "Expected a header Host, got none.");
    }
    // A proxy may have gone by another one than the first (RFC 9112, 3.2).
    if ((request.raw.headersDistinct.host?.length ?? 0) > 1) {
      throw new HttpProblem(400, "host", "Expected one header Host, got several.");
    }
    if (token === undefined && !ownHost.test(request.headers.host ?? "")) {
      throw new HttpProblem(
        403,
        "host",
        "The service answers to names of this machine only: set a token to serve others.",
      );
    }
    if (!open.test(route)) checkOrigin(request, origins);
    if (digest !== undefined && !open.test(route) && !page.test(route)) checkToken(request, digest);
    done();
  });
}

/** A page of elsewhere may not ask, whatever a browser would let it send. */
function checkOrigin({ headers, method }: FastifyRequest, origins: readonly string[]): void {
  const { origin, host } = headers;
  if (origin !== undefined) {
    const isOwn = URL.canParse(origin) && new URL(origin).host === host;
    if (isOwn || origins.includes(origin)) return;
    throw new HttpProblem(403, "origin", "Pages of this origin may not ask: name it with --origin.");
  }
  const site = headers["sec-fetch-site"];
  if (method !== "GET" && method !== "HEAD" && (site === "cross-site" || site === "same-site")) {
    throw new HttpProblem(403, "origin", "Pages of other sites may not ask.");
  }
}

function checkToken({ headers: { authorization } }: FastifyRequest, digest: Buffer): void {
  const given = /^Bearer +([^\s]{1,512}) *$/i.exec(authorization ?? "")?.[1];
  // Digests are of one length, and are compared in a time that tells nothing.
  if (given !== undefined && timingSafeEqual(sha256(given), digest)) return;
  const challenge = given === undefined ? "Bearer" : 'Bearer error="invalid_token"';
  const detail =
    given === undefined
      ? "Expected a header Authorization: Bearer TOKEN, got none."
      : "The token is not the service's.";
  throw new HttpProblem(401, "token", detail, { "WWW-Authenticate": challenge });
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
