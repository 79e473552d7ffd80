import { Pool } from "pg";

/** Counts results and workers in the database of a queue; 0 while it does not answer. */
export function openCounts(url: string) {
  const pool = new Pool({ connectionString: url, max: 1 });
  pool.on("error", () => {});
  const count = async (what: string): Promise<number> => {
    const sql = `SELECT count(*)::int AS count FROM ${what}`;
    const answer = await pool.query(sql).catch(() => ({ rows: [{ count: 0 }] }));
    return answer.rows[0].count as number;
  };
  return {
    results: () => count("star.result WHERE is_final"),
    workers: () => count("star.worker"),
    async clear(): Promise<void> {
      // The next command creates the tables again.
      await pool.query("DROP SCHEMA IF EXISTS star, star_jobs CASCADE");
    },
    close: () => pool.end(),
  };
}
