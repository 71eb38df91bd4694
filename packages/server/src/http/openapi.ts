import type { FastifyInstance } from "fastify";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { version } from "@nescio/core";

type Transform = typeof jsonSchemaTransform;

interface ByContentType {
  readonly content: Readonly<Record<string, { readonly schema: unknown }>>;
}

/** The library's transformation, and that of bodies of several media types, which it does not know. */
const transform: Transform = (document) => {
  // Routes without a schema have none.
  const { schema } = document as { readonly schema?: { readonly body?: unknown } };
  const body = schema?.body as ByContentType | undefined;
  if (body === undefined || !("content" in body)) return jsonSchemaTransform(document);
  const content = Object.fromEntries(
    Object.entries(body.content).map(([type, { schema }]) => {
      const alone = jsonSchemaTransform({ ...document, schema: { body: schema } });
      return [type, { schema: (alone.schema as { body: unknown }).body }];
    }),
  );
  const rest = jsonSchemaTransform({ ...document, schema: { ...document.schema, body: undefined } });
  return { ...rest, schema: { ...rest.schema, body: { content } } };
};

type TransformObject = typeof jsonSchemaTransformObject;

/** The library's transformation, without the forms of schemas that nothing refers to: it makes two of each. */
const transformObject: TransformObject = (document) => {
  const whole = jsonSchemaTransformObject(document) as Awaited<ReturnType<TransformObject>> & {
    readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
  };
  const { schemas = {}, ...components } = whole.components ?? {};
  const used = new Set<string>();
  const use = (part: unknown): void => {
    for (const [, name] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      use(schemas[name] ?? null);
    }
  };
  use((whole as { readonly paths?: unknown }).paths ?? null);
  const left = Object.entries(schemas).filter(([name]) => used.has(name));
  return { ...whole, components: { ...components, schemas: Object.fromEntries(left) } } as typeof whole;
};

/** What the page at `/docs` needs. */
const docsPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The service's document, `/openapi.json`, made of the schemas that requests are checked by, and `/docs` to read it. */
export async function describeApi(app: FastifyInstance, needsToken: boolean): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Nescio",
        description:
          "Predictions of Bayesian neural networks that say when they do not know, and the queue of what they did not know.",
        version,
      },
      tags: [
        { name: "predictions", description: "What a model says of inputs" },
        { name: "models", description: "The models that are served" },
        { name: "reviews", description: "Inputs that somebody is to decide" },
        { name: "service", description: "How the service does" },
        { name: "open inference protocol", description: "KServe V2" },
      ],
      components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
      ...(needsToken ? { security: [{ token: [] }] } : {}),
    },
    transform,
    transformObject,
  });
  await app.register(swaggerUi, {
    routePrefix: "/docs",
    staticCSP: docsPolicy,
    // The library's own name and field for addresses are of no use here.
    theme: {
      title: "Nescio",
      css: [{ filename: "nescio.css", content: ".swagger-ui .topbar { display: none }" }],
    },
  });
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
}
