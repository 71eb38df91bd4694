// What of zod the packages use. Its functions come by name; what every schema brings along as a method is taken out of its
// source where nobody calls it: JSON Schema and the formats of texts (e-mail, UUID, IPv6, …), a third of the code.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as zod from "zod";

/** @param folders Of the packages. */
export function zodParts(folders) {
  const texts = folders
    .flatMap((folder) =>
      readdirSync(join(folder, "src"), { recursive: true }).map((file) => join(folder, "src", file)),
    )
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(file, "utf8"));
  const namesIn = (texts, pattern) =>
    new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name)));
  const used = namesIn(
    texts.filter((text) => usesSchemas.test(text)),
    /\bz\s*\.(\w+)/g,
  );
  const called = namesIn(texts, /\.(\w+)\(/g);
  return {
    /** TypeScript knows of the others that they are types. */
    names: [...used].filter((name) => name in zod).sort(),
    /** A plugin of esbuild. */
    trimmed: trimming(called),
    check: ({ outputs }) => checkJsonSchemaIsOut(outputs, called),
  };
}

/** In a module that imports zod, not just its types. */
const usesSchemas = /^import (?!type\b)[^;]*(?<!type )\bz\b[^;]* from "(zod|@nescio\/core\/internal)";/m;

function trimming(called) {
  return {
    name: "zod's parts",
    setup({ onLoad }) {
      onLoad({ filter: /v4[\\/]classic[\\/]schemas\.js$/ }, ({ path }) => {
        const formats = readFileSync(path, "utf8").replaceAll(formatMethod, (method, name) =>
          called.has(name) ? method : "",
        );
        return { contents: called.has(JSON_SCHEMA) ? formats : withoutJsonSchema(formats) };
      });
    },
  };
}

const formatMethod = /^ *(\w+)\(params\) \{\s*return this\.check\(core\._\w+\(Zod\w+, params\)\);\s*\},\n/gm;

const JSON_SCHEMA = "toJSONSchema";

function withoutJsonSchema(text) {
  return text
    .replaceAll(/^ *inst\._zod\.processJSONSchema = .*;$/gm, "")
    .replace(/^( *)jsonSchema: \{\n[^}]*^\1\},$/m, "")
    .replace(/^( *)toJSONSchema\(params\) \{\n[^}]*\{\}[^}]*^\1\},$/m, "");
}

/** Another version of zod may be written otherwise. */
function checkJsonSchemaIsOut(outputs, called) {
  const left = Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([file, { bytesInOutput }]) => file.endsWith("/to-json-schema.js") && bytesInOutput > 0);
  if (left.length > 0 && !called.has(JSON_SCHEMA)) {
    throw new Error("zod: expected to find and leave out all of its JSON Schema");
  }
}
