import { sql, type Kysely } from "kysely";
import type { ColumnTypes } from "../migrate.js";

export async function up(queries: Kysely<unknown>, { bytes, id }: ColumnTypes): Promise<void> {
  const { schema } = queries;
  await schema
    .createTable("reviews")
    .addColumn("id", id, (column) => column.primaryKey())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("model_name", "text", (column) => column.notNull())
    .addColumn("model_digest", "text", (column) => column.notNull())
    .addColumn("arrival", "text", (column) => column.notNull())
    .addColumn("audit_rate", "double precision")
    .addColumn("media_type", "text", (column) => column.notNull())
    .addColumn("shape", "text", (column) => column.notNull())
    .addColumn("decision", "text", (column) => column.notNull())
    .addColumn("mutual_information", "double precision", (column) => column.notNull())
    .addColumn("familiarity", "double precision")
    .addColumn("features", bytes)
    .addColumn("score", "double precision", (column) => column.notNull())
    .addColumn("labels_wanted", "integer", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("claimed_by", "text")
    .addColumn("lease_until", "bigint")
    .addCheckConstraint("reviews_arrival", sql`arrival in ('refused', 'ambiguous', 'asked', 'audit')`)
    .addCheckConstraint("reviews_audit_rate", sql`(arrival = 'audit') = (audit_rate is not null)`)
    .addCheckConstraint("reviews_state", sql`state in ('waiting', 'claimed', 'labelled', 'skipped')`)
    .addCheckConstraint(
      "reviews_claim",
      sql`(state = 'claimed') = (claimed_by is not null) and (claimed_by is null) = (lease_until is null)`,
    )
    .execute();
  await schema.createIndex("reviews_order").on("reviews").columns(["state", "score desc", "id"]).execute();
  await schema
    .createTable("review_inputs")
    .addColumn("review_id", id, (column) => column.primaryKey().references("reviews.id").onDelete("cascade"))
    .addColumn("bytes", bytes, (column) => column.notNull())
    .execute();
  await schema
    .createTable("review_verdicts")
    .addColumn("id", id, (column) => column.primaryKey())
    .addColumn("review_id", id, (column) => column.notNull().references("reviews.id").onDelete("cascade"))
    .addColumn("reviewer", "text", (column) => column.notNull())
    .addColumn("label", "text")
    .addColumn("at", "bigint", (column) => column.notNull())
    .addUniqueConstraint("review_verdicts_one_each", ["review_id", "reviewer"])
    .execute();
  await schema
    .createIndex("review_verdicts_by_reviewer")
    .on("review_verdicts")
    .columns(["reviewer", "id"])
    .execute();
  await schema
    .createTable("review_settings")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("value", "text", (column) => column.notNull())
    .execute();
}
