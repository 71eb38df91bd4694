// What one would write without a service: an HTTP server that answers for one picture after the other, with `answer` of nescio/node.
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { answer, loadModel } from "nescio/node";

const model = await loadModel(
  fileURLToPath(new URL("../../packages/cli/models/mnist.nescio", import.meta.url)),
);
const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const { refused, labels, explanation } = await answer(model, Buffer.concat(parts));
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify({ refused, labels, explanation }));
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/ `));
process.on("SIGTERM", () => process.exit(0));
