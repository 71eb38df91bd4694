import type { Json } from "@nescio/core";
import type { Database } from "./tables.js";

/** A setting, or the state of something that goes on when the service starts again; undefined where there is none yet. */
export async function readSetting({ queries }: Database, key: string): Promise<Json | undefined> {
  const row = await queries
    .selectFrom("review_settings")
    .select("value")
    .where("key", "=", key)
    .executeTakeFirst();
  return row === undefined ? undefined : (JSON.parse(row.value) as Json);
}

/**
 * Changes a setting by what it was. Two services that change one at the same time do so one after the other.
 *
 * @param change Gets what there was, undefined for nothing.
 */
export async function changeSetting(
  { kind, queries }: Database,
  key: string,
  change: (before: Json | undefined) => Json,
): Promise<Json> {
  return queries.transaction().execute(async (transaction) => {
    // So that there is a row to lock; its value is no JSON, and is seen by nobody else.
    await transaction
      .insertInto("review_settings")
      .values({ key, value: "" })
      .onConflict((conflict) => conflict.column("key").doNothing())
      .execute();
    const { value } = await transaction
      .selectFrom("review_settings")
      .select("value")
      .where("key", "=", key)
      .$if(kind === "postgres", (query) => query.forUpdate())
      .executeTakeFirstOrThrow();
    const after = change(value === "" ? undefined : (JSON.parse(value) as Json));
    await transaction
      .updateTable("review_settings")
      .set({ value: JSON.stringify(after) })
      .where("key", "=", key)
      .execute();
    return after;
  });
}
