import { existsSync } from "node:fs";
import { readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isRunning } from "./file-lock.js";

/**
 * Removes what killed processes left beside a folder that they were writing: `NAME.PID.partial`, the new folder, and
 * `NAME.PID.partial.old`, the one that it was to replace. The latter gets its name back if the process was killed before the
 * new one had it. Folders of processes that still run are left alone.
 *
 * @returns Names of what was removed.
 */
export async function removeLeftovers(folder: string): Promise<string[]> {
  const target = resolve(folder);
  const names = await readdir(dirname(target)).catch(() => []);
  const removed: string[] = [];
  for (const name of names.toSorted()) {
    const pid = pidOf(name, basename(target));
    if (pid === undefined || isRunning(pid)) continue;
    const path = join(dirname(target), name);
    if (name.endsWith(".old") && !existsSync(target)) {
      await rename(path, target);
      continue;
    }
    await rm(path, { recursive: true, force: true });
    removed.push(name);
  }
  return removed;
}

/** The process that wrote a folder of this name; undefined for any other name. */
function pidOf(name: string, target: string): number | undefined {
  if (!name.startsWith(`${target}.`)) return undefined;
  const [, pid] = /^(\d+)\.partial(?:\.old)?$/.exec(name.slice(target.length + 1)) ?? [];
  return pid === undefined ? undefined : Number(pid);
}
