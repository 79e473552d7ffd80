import { existsSync } from "node:fs";
import { pendingPathOf } from "../distill/teaching/results/result-file.js";
import type { Io } from "./io.js";

/** Reports results of a `star teach` that was killed or still runs, which are not in the file yet. */
export function notePendingResults(path: string, { note }: Pick<Io, "note">): void {
  const pending = pendingPathOf(path);
  if (!existsSync(pending)) return;
  note(
    `${pending} contains results that are not in ${path} yet. Run the same star teach again to add them.`,
  );
}
