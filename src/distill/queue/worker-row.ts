import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Connection } from "./connection.js";

/** This worker in the table of workers. */
export interface WorkerRow {
  readonly id: string;
  /** States what the worker does, and that it is alive. */
  see(run: string | null, inHand: number): Promise<void>;
  remove(): Promise<void>;
}

/** Creates a row of this process, which is written when the worker is seen the first time. */
export function createWorkerRow({ query }: Connection): WorkerRow {
  const id = randomUUID();
  return {
    id,
    async see(run, inHand) {
      await query(
        `INSERT INTO star.worker (id, host, pid, run, in_hand) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (id) DO UPDATE SET run = excluded.run, in_hand = excluded.in_hand, seen_on = now()`,
        [id, hostname(), process.pid, run, inHand],
      );
    },
    async remove() {
      await query("DELETE FROM star.worker WHERE id = $1", [id]);
    },
  };
}
