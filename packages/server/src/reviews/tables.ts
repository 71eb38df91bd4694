import type { Kysely, Transaction } from "kysely";
import type { Arrival, ReviewState } from "./review.js";

/** A row of `reviews`. Times are milliseconds since 1970. */
export interface ReviewRow {
  id: string;
  created_at: number;
  model_name: string;
  model_digest: string;
  arrival: Arrival;
  audit_rate: number | null;
  media_type: string;
  /** JSON, a list of sizes. */
  shape: string;
  /** JSON: as text, since a database's own type of JSON changes numbers and the order of fields. */
  decision: string;
  mutual_information: number;
  familiarity: number | null;
  /** 32-bit floats, little-endian. */
  features: Uint8Array | null;
  score: number;
  labels_wanted: 1 | 2;
  state: ReviewState;
  claimed_by: string | null;
  lease_until: number | null;
}

/** The tables of the queue, as queries see them. */
export interface Tables {
  reviews: ReviewRow;
  /** Apart from the rest, which is looked through often. */
  review_inputs: { review_id: string; bytes: Uint8Array };
  /** One of a reviewer on an input. The id sorts by time, so that a reviewer's last one is known. */
  review_verdicts: { id: string; review_id: string; reviewer: string; label: string | null; at: number };
  review_settings: { key: string; value: string };
}

/** What queries are made with, in or outside a transaction. */
export type Queries = Kysely<Tables> | Transaction<Tables>;

/** An open database. */
export interface Database {
  readonly kind: "sqlite" | "postgres";
  readonly queries: Kysely<Tables>;
  /** The time by the clock that all who use the database share, in milliseconds since 1970. */
  readonly now: (queries: Queries) => Promise<number>;
  readonly close: () => Promise<void>;
}
