// How long a page in Chromium waits for the answer about one image by the model in the box, with all its networks, familiarity and
// rule, on the page's own thread (docs/speed.md). The model is loaded before; every call is a time.
//   node scripts/image-in-chromium.js [--calls 400]           CHROMIUM_PATH names another Chromium
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { launchChromium } from "./studio-figures/chromium.js";

const { values } = parseArgs({ options: { calls: { type: "string", default: "400" } } });
const page = `
  import { answer, decodeModel, glyphs } from "@nescio/core";
  globalThis.measure = async (calls) => {
    const bytes = new Uint8Array(await (await fetch("/model")).arrayBuffer());
    const model = await decodeModel(bytes, "mnist.nescio");
    const digit = glyphs({ count: 1, seed: 1, kind: "digits" });
    const times = [];
    for (let i = 0; i < calls + 20; i++) {
      const since = performance.now();
      await answer(model, digit);
      if (i >= 20) times.push(performance.now() - since);
    }
    return times.sort((a, b) => a - b);
  };
`;
const root = new URL("..", import.meta.url);
const { outputFiles } = await build({
  stdin: { contents: page, resolveDir: root.pathname, loader: "js" },
  ...{ bundle: true, minify: true, format: "esm", platform: "browser", target: "es2022", write: false },
  tsconfigRaw: "{}",
});
const model = await readFile(new URL("packages/cli/models/mnist.nescio", root));
// Without them a page gets no precise clock.
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};
const files = {
  "/": ["text/html", `<!doctype html><script type="module" src="/script.js"></script>`],
  "/script.js": ["text/javascript", outputFiles[0].text],
  "/model": ["application/octet-stream", model],
};
const server = createServer(({ url }, response) => {
  const [type, body] = files[url] ?? [];
  if (body === undefined) response.writeHead(404).end();
  else response.writeHead(200, { ...isolation, "Content-Type": type }).end(body);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const browser = await launchChromium();
try {
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  await tab.waitForFunction(() => "measure" in globalThis);
  const times = await tab.evaluate((calls) => globalThis.measure(calls), Number(values.calls));
  const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))].toFixed(2);
  console.log(
    `one image: ${at(0.5)} ms median, ${at(0)} ms least, ${at(0.99)} ms for 99 % of ${times.length}`,
  );
} finally {
  await browser.close();
  server.close();
}
