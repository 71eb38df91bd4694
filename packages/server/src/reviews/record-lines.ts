import { NescioError, type Json } from "@nescio/core";
import { readLines, readText } from "@nescio/node/internal";
import { recordFromJson } from "./exchange.js";
import type { ReviewRecord } from "./review.js";

/** Most characters of a line: the largest input in base64, and what else is known of it. */
const longestLine = 96 * 2 ** 20;

/** In a page: this many reviews, or fewer whose lines have so many characters. */
const page = { reviews: 100, characters: 16 * 2 ** 20 };

/**
 * Reviews as `recordToJson` writes them, one a line, in pages. Empty lines are none.
 *
 * @param name What errors call the bytes.
 * @throws NescioError `invalid-data` with the line that is no review.
 */
export async function* readRecords(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<ReviewRecord[], void, undefined> {
  let records: ReviewRecord[] = [];
  let characters = 0;
  for await (const { text, number } of readLines(readText(bytes, name), name, longestLine)) {
    if (text.trim() === "") continue;
    records.push(recordOf(text, `${name}, line ${number}`));
    characters += text.length;
    if (records.length < page.reviews && characters < page.characters) continue;
    yield records;
    records = [];
    characters = 0;
  }
  if (records.length > 0) yield records;
}

function recordOf(text: string, subject: string): ReviewRecord {
  const refused = (expected: string, found: string, cause: unknown): NescioError =>
    new NescioError({
      code: "invalid-data",
      subject,
      expected,
      found,
      next: "Mend the line and import all of it again: what is there already stays as it is.",
      cause,
    });
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw refused("a review as JSON", error instanceof Error ? error.message : String(error), error);
  }
  try {
    return recordFromJson(value);
  } catch (error) {
    if (error instanceof NescioError) {
      throw refused(`${error.expected} for ${error.subject}`, error.found, error);
    }
    // Of something nested so deeply that looking at it takes more of the stack than there is.
    if (error instanceof RangeError) throw refused("a review", "something nested too deeply", error);
    throw error;
  }
}
