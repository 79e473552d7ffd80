import type { Pool, PoolClient, QueryResult } from "pg";
import type PgBoss from "pg-boss";
import { importOptional } from "../../optional.js";
import type { Database, Transaction } from "./database.js";
import { createOutagePolicy, isOutage, unreachable } from "./outage.js";
import { parseQueueAddress } from "./queue-address.js";
import { BOSS_SCHEMA, createSchema } from "./schema.js";

/** Options of {@link openConnection}. */
export interface ConnectionOptions {
  /** Address of a Postgres database. */
  readonly url: string;
  /** Receives a sentence when the database does not answer. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/** A database with the tables of the queue. While it does not answer, statements wait and are repeated, for about ten minutes. */
export interface Connection extends Database {
  readonly boss: PgBoss;
  /** Runs statements in one transaction. They can run several times, of which at most one takes effect. */
  transaction<Result>(run: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Longest time of one statement, and of connecting, in milliseconds. */
const STATEMENT_MS = 120_000;
const CONNECT_MS = 10_000;
/** Time for which pg-boss keeps failed jobs where they are. Its default is 12 hours. */
const KEEP_FAILED_SECONDS = 365 * 86_400;

/**
 * Connects to a database, and creates the tables of the queue if they are missing.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` without the packages `pg` and `pg-boss`.
 * @throws {StarError} `INVALID_ARGUMENT` when the address is not one of Postgres.
 * @throws {StarError} `QUEUE_UNREACHABLE` when the database cannot be used, here at once, later after ten minutes.
 */
export async function openConnection({ url, onNote }: ConnectionOptions): Promise<Connection> {
  const address = parseQueueAddress(url);
  const { default: pg } = await importOptional("pg", "The queue", () => import("pg"));
  const { default: Boss } = await importOptional("pg-boss", "The queue", () => import("pg-boss"));
  const pool = new pg.Pool({
    connectionString: address.url,
    application_name: "star",
    max: 4,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS,
    keepAlive: true,
  });
  pool.on("error", () => {}); // An idle connection was closed; the next statement opens another.
  const outages = createOutagePolicy((reason) =>
    onNote?.(`The database ${address.name} does not answer (${reason}). Trying again.`),
  );
  const persistently = <Result>(run: () => Promise<Result>): Promise<Result> =>
    outages.execute(run).catch((error: unknown) => {
      throw isOutage(error) ? unreachable(address.name, error) : error;
    });
  const executeSql = (sql: string, values?: unknown[]) =>
    persistently(() => pool.query(sql, values));
  const boss = new Boss({
    db: { executeSql },
    schema: BOSS_SCHEMA,
    supervise: false,
    schedule: false,
    archiveFailedAfterSeconds: KEEP_FAILED_SECONDS,
  });
  const connection: Connection = {
    boss,
    query: async <Row>(sql: string, values: readonly unknown[] = []) =>
      (await executeSql(sql, [...values])).rows as Row[],
    transaction: (run) => persistently(() => inTransaction(pool, run)),
    close: () => pool.end(),
  };
  try {
    await pool.query("SELECT 1"); // Once: a wrong address is reported at once.
    await boss.start();
    await connection.transaction(createSchema);
  } catch (error) {
    await pool.end();
    throw unreachable(address.name, error);
  }
  return connection;
}

async function inTransaction<Result>(
  pool: Pool,
  run: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  const ignore = () => {}; // The statement in progress rejects with the same error.
  client.on("error", ignore);
  try {
    await client.query("BEGIN");
    const result = await run(transactionOf(client));
    await client.query("COMMIT");
    client.off("error", ignore);
    client.release();
    return result;
  } catch (error) {
    client.release(true); // Closes the connection, and with it the transaction.
    throw error;
  }
}

function transactionOf(client: PoolClient): Transaction {
  const execute = (sql: string, values?: unknown[]): Promise<QueryResult> =>
    client.query(sql, values);
  return {
    query: async <Row>(sql: string, values: readonly unknown[] = []) =>
      (await execute(sql, [...values])).rows as Row[],
    boss: { executeSql: execute },
  };
}
