import type { FastifyBaseLogger, FastifyInstance, FastifyReply } from "fastify";
import { HttpProblem, problem, problemOf, type Problem } from "./problem.js";

/** What problems are sent as. */
export const problemType = "application/problem+json";

/** Has all that goes wrong in an application told as problems, and what is the service's own fault logged. */
export function tellProblems(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    logProblem(request.log, error);
    return sendProblem(reply, error);
  });
  app.setNotFoundHandler((request, reply) => {
    const { method } = request;
    const path = request.url.replace(/\?.*/s, "").slice(0, 200);
    return send(
      reply,
      problem(404, "not-found", `There is no ${method} ${path}: /docs lists what there is.`),
    );
  });
}

/** Logs what came to nothing: what is a fault of the service with all that is known, what was too much or too late as any refusal. */
export function logProblem(log: FastifyBaseLogger, error: unknown): void {
  const { type, status } = problemOf(error).problem;
  const isFault = status >= 500 && status !== 501 && !(error instanceof HttpProblem);
  if (isFault) log.error({ err: error }, "request failed");
  else log.info({ problem: type, status }, "request refused");
}

/** Answers with what is told of an error. */
export function sendProblem(reply: FastifyReply, error: unknown): FastifyReply {
  const { problem: told, headers } = problemOf(error);
  return send(reply.headers(headers), told);
}

function send(reply: FastifyReply, told: Problem): FastifyReply {
  return reply.code(told.status).type(problemType).send(JSON.stringify(told));
}
