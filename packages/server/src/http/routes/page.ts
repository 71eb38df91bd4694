import { open } from "node:fs/promises";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Service } from "../../service.js";
import { HttpProblem } from "../problem.js";
import { served } from "../served.js";

/** The studio's built page, and what its host has to send with it. */
export interface StudioPage {
  readonly folder: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The studio at `/`, with the first model of images that is served. */
export async function pageRoutes(
  app: FastifyInstance,
  { models }: Pick<Service, "models">,
  page: StudioPage,
): Promise<void> {
  const setHeaders = (reply: Pick<FastifyReply, "header">): void => {
    for (const [name, value] of Object.entries(page.headers)) void reply.header(name, value);
  };
  await app.register(async (own) => {
    own.addHook("onSend", (_, reply, __, done) => {
      setHeaders(reply);
      done();
    });
    await own.register(fastifyStatic, {
      root: page.folder,
      preCompressed: true,
      // What has a hash in its name never changes; all else is asked for anew.
      setHeaders: (response, path) => {
        const isHashed = /[\\/]assets[\\/]/.test(path);
        void response.header("Cache-Control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
      },
      schemaHide: true,
    });
    own.get("/studio.json", { schema: { hide: true } }, (_, reply) => {
      const drawn = models.list().find(({ model }) => model.facts.input.kind === "images");
      const model = drawn && `models/${drawn.model.name}.nescio`;
      return reply.header("Cache-Control", "no-cache").send({ ...(model && { model }), service: true });
    });
    own.get("/models/:file", { schema: { hide: true } }, async (request, reply) => {
      const { file } = request.params as { file: string };
      const { name } = served(models, file.replace(/\.nescio$/, ""));
      const handle = await open(models.fileOf(name)).catch(() => undefined);
      if (handle === undefined)
        throw new HttpProblem(404, "not-found", "The model's file is no longer there.");
      return reply
        .header("Cache-Control", "no-cache")
        .type("application/octet-stream")
        .send(handle.createReadStream());
    });
  });
}
