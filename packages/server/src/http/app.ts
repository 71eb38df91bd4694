import { randomUUID } from "node:crypto";
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import multipart from "@fastify/multipart";
import rateLimit from "@fastify/rate-limit";
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
} from "fastify";
import { serializerCompiler } from "fastify-type-provider-zod";
import type { Service } from "../service.js";
import type { CheckedOptions } from "../service-options.js";
import { answerClientError, answerExpectation } from "./client-errors.js";
import { budgetBodies } from "./hooks/body-budget.js";
import { endConnections } from "./hooks/end-connections.js";
import { guard } from "./hooks/guard.js";
import { checkRequests } from "./check-requests.js";
import { describeApi } from "./openapi.js";
import { HttpProblem } from "./problem.js";
import { sendProblem, tellProblems } from "./problems.js";
import { healthRoutes } from "./routes/health.js";
import { metricsRoutes } from "./routes/metrics.js";
import { modelRoutes } from "./routes/models.js";
import { openInferenceRoutes } from "./routes/open-inference.js";
import { pageRoutes, type StudioPage } from "./routes/page.js";
import { trainingSetAtHand } from "./training-set.js";
import { predictRoutes } from "./routes/predict.js";
import { reviewRoutes } from "./routes/reviews.js";
import { trainingImageRoutes } from "./routes/training-images.js";
import { watchRoutes } from "./routes/watch.js";

/** Seconds that the rate of requests is averaged over. */
const rateWindow = 10;

/** The service's HTTP application, without a port. */
export async function createApp(
  service: Service,
  options: CheckedOptions,
  page?: StudioPage,
): Promise<FastifyInstance> {
  const { limits, log } = service;
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    // At "trace", libraries log what requests bring, tokens too.
    childLoggerFactory: (logger, bindings, options) =>
      logger.child(bindings, logger.level === "trace" ? { ...options, level: "debug" } : options),
    genReqId: () => randomUUID(),
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeout,
    connectionTimeout: 0,
    trustProxy: options.behindProxy,
    // See refuseAtTheEnd.
    return503OnClosing: false,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 256 },
    http: {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersTimeout,
      connectionsCheckingInterval: 500,
      // The guard does, in words.
      requireHostHeader: false,
    },
    clientErrorHandler: answerClientError,
    // Paths that cannot be decoded, before any hook.
    frameworkErrors: (error, _, reply) => void sendProblem(reply as unknown as FastifyReply, error),
  }) as unknown as FastifyInstance;
  app.server.maxConnections = limits.connections;
  app.server.on("checkExpectation", answerExpectation);
  endConnections(app, limits.requestTimeout + limits.deadline);
  checkRequests(app);
  app.setSerializerCompiler(serializerCompiler);
  tellProblems(app);
  logRequests(app, log);
  // From here on in this order: what is refused comes with the headers that a browser needs to tell its page so, and tokens cannot
  // be tried any faster than all else.
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      useDefaults: false,
    },
    // A proxy in front says so, if there is one.
    strictTransportSecurity: false,
    crossOriginResourcePolicy: { policy: "same-origin" },
  });
  if (options.origins.length > 0) {
    await app.register(cors, {
      ...{ origin: options.origins, methods: ["GET", "POST", "DELETE"], maxAge: 600 },
      // Otherwise an OPTIONS that is no preflight is refused in the plugin's words, which are no problem+json.
      strictPreflight: false,
      exposedHeaders: ["Retry-After", "X-Request-Id"],
    });
  }
  if (limits.rate > 0) {
    await app.register(rateLimit, {
      global: false,
      max: limits.rate * rateWindow,
      timeWindow: rateWindow * 1000,
      allowList: ({ routeOptions }) => routeOptions.url === "/healthz",
      errorResponseBuilder: (_, { ttl }) =>
        new HttpProblem(
          429,
          "too-many-requests",
          `There were too many requests: try again in ${Math.ceil(ttl / 1000)} s.`,
        ),
    });
    // For what no route is there for, too.
    app.addHook("onRequest", app.rateLimit());
  }
  guard(app, options);
  refuseAtTheEnd(app, service);
  budgetBodies(app, limits, service.admission);
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: {
      fileSize: limits.fileBytes,
      files: limits.parts,
      fields: 16,
      parts: limits.parts + 16,
      headerPairs: 100,
      fieldNameSize: 200,
      fieldSize: 10_000,
    },
  });
  // Fastify reads it as a text, which nothing here takes.
  app.removeContentTypeParser("text/plain");
  app.addContentTypeParser(/^image\//, { parseAs: "buffer", bodyLimit: limits.bodyBytes }, (_, body, done) =>
    done(null, body),
  );
  await describeApi(app, options.token !== undefined);
  healthRoutes(app, service);
  metricsRoutes(app, service.metrics);
  modelRoutes(app, service.models);
  predictRoutes(app, service);
  trainingImageRoutes(app, {
    trainingSetOf: async (name) => {
      const model = service.models.get(name);
      return model && trainingSetAtHand(model.facts);
    },
  });
  watchRoutes(app, service);
  const { store } = service;
  if (store !== undefined) {
    reviewRoutes(app, {
      store,
      classesOf: ({ digest }) => service.models.classesOf(digest),
      judged: () => service.order?.change(),
    });
  }
  await openInferenceRoutes(app, service);
  if (page !== undefined) await pageRoutes(app, service, page);
  return app;
}

/** While it is shut down, what comes on connections that are still there is told to go elsewhere, and what was answered closes them. */
function refuseAtTheEnd(app: FastifyInstance, { isReady }: Pick<Service, "isReady">): void {
  app.addHook("onRequest", ({ routeOptions }, _, done) => {
    if (!isReady() && !/^\/(?:healthz|readyz|v2\/health\/.*)$/.test(routeOptions.url ?? "")) {
      throw new HttpProblem(503, "shutting-down", "The service is shut down.", { "Retry-After": "1" });
    }
    done();
  });
  app.addHook("onSend", (_, reply, __, done) => {
    // Clients would keep them for more than a minute.
    if (!isReady()) void reply.header("Connection", "close");
    done();
  });
}

/** A line for each request, without contents. */
function logRequests(app: FastifyInstance, log: FastifyBaseLogger): void {
  app.addHook("onResponse", (request, reply, done) => {
    log.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      "request",
    );
    done();
  });
  app.addHook("onSend", (request, reply, _, done) => {
    void reply.header("X-Request-Id", request.id);
    done();
  });
}
