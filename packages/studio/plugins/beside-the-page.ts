import { createReadStream } from "node:fs";
import type { Plugin } from "vite";

/** In development, what `nescio studio` puts beside the page: `studio.json`, and the model that it names. */
export function besideThePage(model: string): Plugin {
  return {
    name: "beside-the-page",
    configureServer({ middlewares }) {
      middlewares.use("/studio.json", (_, response) => response.end('{"model":"mnist.nescio","boxed":true}'));
      middlewares.use("/mnist.nescio", (_, response) => createReadStream(model).pipe(response));
    },
  };
}
