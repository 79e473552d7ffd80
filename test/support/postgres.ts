import { afterAll, beforeAll } from "vitest";
import {
  findPostgres,
  type PostgresServer,
  startPostgres,
} from "../../scripts/queue/start-postgres.js";

const folder = findPostgres();

/** Why tests of the queue are skipped; empty if they are not. */
export const NO_POSTGRES = folder === undefined ? " (skipped: no Postgres is installed)" : "";

/** Starts a server for the tests of a file, where Postgres is installed. */
export function usePostgres(): () => PostgresServer {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    if (folder !== undefined) server = await startPostgres(folder);
  });
  afterAll(() => server?.stop());
  return () => {
    if (server === undefined) throw new Error("Postgres has not started.");
    return server;
  };
}
