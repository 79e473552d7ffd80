import type { Transaction } from "./database.js";

/** Schema of the tables of pg-boss. */
export const BOSS_SCHEMA = "star_jobs";

/** Longest error text of a result, in characters. */
export const MAX_ERROR_LENGTH = 500;

const TABLES = `
CREATE SCHEMA IF NOT EXISTS star;

CREATE TABLE IF NOT EXISTS star.run (
  id text PRIMARY KEY,
  queue text NOT NULL UNIQUE,
  version text NOT NULL,
  fingerprint text NOT NULL,
  tasks_hash text NOT NULL,
  options jsonb NOT NULL,
  total integer NOT NULL,
  retries integer NOT NULL,
  lease_seconds integer NOT NULL,
  priority integer NOT NULL,
  created_on timestamptz NOT NULL DEFAULT now(),
  maintained_on timestamptz,
  finished_on timestamptz
);

CREATE TABLE IF NOT EXISTS star.result (
  run text NOT NULL REFERENCES star.run (id) ON DELETE CASCADE,
  position integer NOT NULL,
  status text NOT NULL,
  is_final boolean NOT NULL,
  failures integer NOT NULL,
  error text,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  worker text NOT NULL,
  finished_on timestamptz NOT NULL DEFAULT now(),
  line text NOT NULL,
  PRIMARY KEY (run, position)
);

CREATE TABLE IF NOT EXISTS star.worker (
  id text PRIMARY KEY,
  host text NOT NULL,
  pid integer NOT NULL,
  run text,
  in_hand integer NOT NULL,
  started_on timestamptz NOT NULL DEFAULT now(),
  seen_on timestamptz NOT NULL DEFAULT now()
);
`;

/** pg-boss has no index in the order in which it gives out jobs, nor one of those in progress: it would sort and read all of them. */
const INDEXES = `
CREATE INDEX IF NOT EXISTS star_waiting ON ${BOSS_SCHEMA}.job (name, priority DESC, created_on, id) WHERE state < 'active';
CREATE INDEX IF NOT EXISTS star_active ON ${BOSS_SCHEMA}.job (started_on) WHERE state = 'active';
`;

const VIEWS = `
CREATE OR REPLACE VIEW star.progress AS
SELECT
  run.id AS run, run.options->'data'->>'dataset' AS dataset, run.priority, run.total,
  jobs.waiting, jobs.running, results.completed, results.failed, jobs.dead,
  results.input_tokens, results.output_tokens, results.per_minute,
  CASE WHEN results.per_minute > 0
    THEN round((jobs.waiting + jobs.running) / results.per_minute, 1) END AS minutes_left,
  run.created_on, results.last_result_on, run.finished_on
FROM star.run
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE state < 'active') AS waiting,
    count(*) FILTER (WHERE state = 'active') AS running,
    count(*) FILTER (WHERE state = 'failed') AS dead
  FROM ${BOSS_SCHEMA}.job WHERE name = run.queue
) AS jobs
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE status = 'completed') AS completed,
    count(*) FILTER (WHERE status <> 'completed' AND is_final) AS failed,
    coalesce(sum(input_tokens), 0) AS input_tokens, coalesce(sum(output_tokens), 0) AS output_tokens,
    round(count(*) FILTER (WHERE finished_on > now() - interval '5 minutes') / 5.0, 1) AS per_minute,
    max(finished_on) AS last_result_on
  FROM star.result WHERE result.run = run.id
) AS results
ORDER BY run.priority DESC, run.created_on;

CREATE OR REPLACE VIEW star.workers AS
SELECT worker.id AS worker, host, pid, worker.run, in_hand, started_on, seen_on,
  seen_on > now() - coalesce(run.lease_seconds, 60) * interval '1 second' AS is_alive
FROM star.worker LEFT JOIN star.run ON run.id = worker.run
ORDER BY started_on;

CREATE OR REPLACE VIEW star.errors AS
SELECT run, error, count(*) AS results, bool_or(is_final) AS is_final, max(finished_on) AS last_on
FROM star.result WHERE status <> 'completed'
GROUP BY run, error ORDER BY count(*) DESC;

CREATE OR REPLACE VIEW star.dead_letters AS
SELECT run.id AS run, (job.data->>'position')::integer AS position, job.output, job.created_on AS died_on
FROM star.run JOIN ${BOSS_SCHEMA}.job ON job.name = run.queue || '-dead'
ORDER BY job.created_on;
`;

/** Creates what is missing of the tables, indexes and views. Concurrent calls wait for one another. */
export async function createSchema({ query }: Transaction): Promise<void> {
  await query("SELECT pg_advisory_xact_lock(hashtext('star.schema'))");
  const [{ exists } = { exists: false }] = await query<{ exists: boolean }>(
    "SELECT to_regclass('star.dead_letters') IS NOT NULL AS exists",
  );
  if (exists) return;
  await query(TABLES);
  await query(INDEXES);
  await query(VIEWS);
}
