import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import type { Database, Queries, Tables } from "../tables.js";

/** PostgreSQL's number for `bigint`. */
const bigint: number = pg.types.builtins.INT8;

/**
 * @param address `postgres://…`, with all that the driver takes in its query.
 * @param connections Most that are open at once.
 */
export function openPostgres(address: string, connections: number): Database {
  const pool = new pg.Pool({
    connectionString: address,
    max: connections,
    connectionTimeoutMillis: 10_000,
    application_name: "nescio",
    types: {
      // Times in milliseconds, which numbers hold exactly.
      getTypeParser: (type: number, format?: "text" | "binary") =>
        type === bigint ? Number : (pg.types.getTypeParser as Parsers)(type, format),
    },
  });
  // A connection that breaks while no query runs on it, in the pool or within a transaction, would end the process: nobody waits
  // for it. The next query tells, or is made on a new one.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const queries: Kysely<Tables> = new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool,
      onCreateConnection: async (connection) => {
        // A server may be set up to acknowledge commits that are not on its disk yet; those of the queue are.
        const flushed = sql`select set_config('synchronous_commit', 'on', false)
          where current_setting('synchronous_commit') = 'off'`;
        await connection.executeQuery(flushed.compile(queries));
      },
    }),
  });
  return { kind: "postgres", queries, now, close: () => queries.destroy() };
}

type Parsers = (type: number, format?: "text" | "binary") => (value: string) => unknown;

/** Services on several machines go by the database's clock: their own may differ by more than a lease. */
async function now(queries: Queries): Promise<number> {
  const { rows } = await sql<{ now: number }>`
    select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now`.execute(queries);
  return rows[0].now;
}
