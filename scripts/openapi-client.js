// Writes the types of the service's client, packages/server/src/client/api.ts, from the OpenAPI document of a running service.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import { startService } from "@nescio/server";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** The client's types, of the document that a service at `address` has. */
export async function clientTypes(address) {
  const document = await (await fetch(new URL("openapi.json", address))).json();
  const head = "// Made by scripts/openapi-client.js of the service's OpenAPI document.\n";
  return head + astToString(await openapiTS(document));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = mkdtempSync(join(tmpdir(), "nescio-openapi-"));
  const models = [{ name: "mnist", file: join(root, "packages/cli/models/mnist.nescio") }];
  const service = await startService({ models, port: 0, database: folder, threads: 1 });
  try {
    writeFileSync(join(root, "packages/server/src/client/api.ts"), await clientTypes(service.address));
  } finally {
    await service.close();
    rmSync(folder, { recursive: true });
  }
}
