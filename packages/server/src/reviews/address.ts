import { resolve } from "node:path";
import { NescioError } from "@nescio/core";

/** Where a queue is kept. */
export type DatabaseAddress =
  | { readonly kind: "postgres"; readonly url: string; readonly shown: string }
  | { readonly kind: "sqlite"; readonly folder: string; readonly shown: string };

/**
 * A PostgreSQL's address, or a folder. What is `shown` of it has no password, nor anything of an address's query, which may
 * have one as well.
 *
 * @throws NescioError `invalid-option` for an address of something else.
 */
export function parseAddress(text: string): DatabaseAddress {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1].toLowerCase();
  if (scheme === undefined) {
    if (text === "" || text.includes("\0"))
      throw refused(text === "" ? "nothing" : "a text with a NUL in it");
    const folder = resolve(text);
    return { kind: "sqlite", folder, shown: folder };
  }
  if (scheme !== "postgres" && scheme !== "postgresql") throw refused(`one that begins with ${scheme}://`);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    // What a text that is no address has in it cannot be told apart from a password.
    throw refused("one that cannot be read");
  }
  const user = url.username === "" ? "" : `${url.username}${url.password === "" ? "" : ":***"}@`;
  return { kind: "postgres", url: text, shown: `${scheme}://${user}${url.host}${url.pathname}` };
}

function refused(found: string): NescioError {
  return new NescioError({
    code: "invalid-option",
    subject: "the review queue's database",
    expected: "a folder, or an address postgres://USER:PASSWORD@HOST:PORT/NAME",
    found,
  });
}
