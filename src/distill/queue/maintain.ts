import type { Connection } from "./connection.js";

/**
 * Gives tasks of silent workers to others, and marks runs as finished that have no open task. Of all processes that call it, one
 * does the work, twice per lease: the clock is the database's.
 */
export async function maintainQueue({ query, boss }: Connection): Promise<void> {
  const due = await query(
    `UPDATE star.run SET maintained_on = now()
     WHERE finished_on IS NULL
       AND (maintained_on IS NULL OR maintained_on < now() - lease_seconds / 2.0 * interval '1 second')
     RETURNING id`,
  );
  if (due.length > 0) await boss.maintain();
  await query(
    `UPDATE star.run SET finished_on = now()
     WHERE finished_on IS NULL
       AND NOT EXISTS (SELECT FROM star_jobs.job WHERE name = run.queue AND state < 'completed')`,
  );
}
