import type { Database } from "./tables.js";

/**
 * Gives reviews their places in the queue anew, all or none; ids that are not there are passed over. In the order of ids, so
 * that two services that do it at once wait for each other and do not block each other for good.
 */
export async function setScores({ queries }: Database, scores: ReadonlyMap<string, number>): Promise<void> {
  const sorted = [...scores].sort(([a], [b]) => (a < b ? -1 : 1));
  await queries.transaction().execute(async (transaction) => {
    for (const [id, score] of sorted) {
      await transaction.updateTable("reviews").set({ score }).where("id", "=", id).execute();
    }
  });
}
