import { Pool } from "pg";

/** Counts results in the database of a queue; 0 while it does not answer. */
export function openCounts(url: string) {
  const pool = new Pool({ connectionString: url, max: 1 });
  pool.on("error", () => {});
  return {
    async results(): Promise<number> {
      const answer = await pool
        .query("SELECT count(*)::int AS count FROM star.result WHERE is_final")
        .catch(() => ({ rows: [{ count: 0 }] }));
      return answer.rows[0].count as number;
    },
    async clear(): Promise<void> {
      await pool.query("TRUNCATE star.run, star.result, star_jobs.job");
    },
    close: () => pool.end(),
  };
}
