import { randomUUID } from "node:crypto";
import { readFileSync, unlinkSync } from "node:fs";
import { readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { StarError } from "./errors.js";
import { isRecord } from "./json.js";

/** A lock that this process holds. */
export interface FileLock {
  release(): Promise<void>;
}

/** The process that holds a lock, as written to the lock file. */
interface Owner {
  /** Unique per lock, so that a process deletes only its own locks. */
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** Time at which the lock was taken, in ISO form. */
  readonly since: string;
  /** Start of the process; null if the system does not provide it. Another process can get the same pid later. */
  readonly started: string | null;
}

/** Age in milliseconds up to which a lock file without a valid owner belongs to a process that is still writing it. */
const WRITING_MS = 10_000;

/** Locks of this process by path, to be deleted when it exits. */
const held = new Map<string, Owner>();
let isListening = false;

/**
 * Locks a file against other processes, with a file `PATH.lock` beside it that names the owner. A lock whose process has ended
 * on this machine is taken over. Processes that do not lock the file can still write it.
 *
 * @param path - The file need not exist, but its folder must.
 * @throws {StarError} `FILE_IN_USE` with process, machine and time when another process, or this one, holds the lock.
 */
export async function lockFile(path: string): Promise<FileLock> {
  const lock = `${await resolvePath(path)}.lock`;
  const owner = await describeThisProcess();
  if (!(await create(lock, owner))) await takeOver(lock, { path, owner });
  held.set(lock, owner);
  releaseOnExit();
  return { release: () => release(lock) };
}

/** Two names of one file have one lock. */
async function resolvePath(path: string): Promise<string> {
  const folder = await realpath(dirname(path));
  return realpath(path).catch(() => join(folder, basename(path)));
}

async function describeThisProcess(): Promise<Owner> {
  const { pid } = process;
  const since = new Date().toISOString();
  const { started } = await readProcess(pid);
  return { id: randomUUID(), pid, host: hostname(), since, started };
}

/** @returns False if the file exists. */
async function create(file: string, content: object): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(content), { flag: "wx" });
    return true;
  } catch (error) {
    if (isRecord(error) && error["code"] === "EEXIST") return false;
    throw error;
  }
}

interface Attempt {
  readonly path: string;
  readonly owner: Owner;
}

/** Replaces the lock of a process that has ended. A second file keeps two processes from doing so at the same time. */
async function takeOver(lock: string, { path, owner }: Attempt): Promise<void> {
  const guard = `${lock}.takeover`;
  await assertStale(lock, path);
  const guardAge = await ageOf(guard);
  // A missing guard has an infinite age. Another process may create it now, so it must not be deleted.
  if (guardAge > WRITING_MS && Number.isFinite(guardAge)) await rm(guard, { force: true });
  if (!(await create(guard, owner))) throw inUse({ path, lock });
  try {
    await assertStale(lock, path);
    await rm(lock, { force: true });
    if (!(await create(lock, owner))) throw inUse({ path, lock }, await readOwner(lock));
  } finally {
    await rm(guard, { force: true });
  }
}

/** @throws {StarError} `FILE_IN_USE` when the owner of the lock may still run. */
async function assertStale(lock: string, path: string): Promise<void> {
  const owner = await readOwner(lock);
  const isStale =
    owner === undefined ? (await ageOf(lock)) > WRITING_MS : await hasEnded(lock, owner);
  if (!isStale) throw inUse({ path, lock }, owner);
}

async function hasEnded(lock: string, { id, pid, host, started }: Owner): Promise<boolean> {
  if (host !== hostname()) return false;
  if (held.get(lock)?.id === id) return false;
  if (!isRunning(pid)) return true;
  const running = await readProcess(pid);
  return running.isZombie || (started !== null && started !== running.started);
}

/** True if a process with this id runs on this machine. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    return isRecord(error) && error["code"] === "EPERM";
  }
}

/** Reads fields 3 and 22 of `/proc/PID/stat`: state and start. Other systems than Linux have no such file. */
async function readProcess(pid: number) {
  const line = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The second field, the program's name in parentheses, can contain spaces.
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  return { isZombie: fields[0] === "Z", started: fields[19] ?? null };
}

async function readOwner(lock: string): Promise<Owner | undefined> {
  return parseOwner(await readFile(lock, "utf8").catch(() => ""));
}

function parseOwner(text: string): Owner | undefined {
  try {
    const owner: unknown = JSON.parse(text);
    return isRecord(owner) && typeof owner["id"] === "string" ? (owner as never) : undefined;
  } catch {
    return undefined;
  }
}

/** Age of a file in milliseconds; infinite for a missing file. */
async function ageOf(file: string): Promise<number> {
  const mtimeMs = await stat(file).then(
    (found) => found.mtimeMs,
    () => -Infinity,
  );
  return Date.now() - mtimeMs;
}

async function release(lock: string): Promise<void> {
  const owner = held.get(lock);
  held.delete(lock);
  if (owner?.id === (await readOwner(lock))?.id) await rm(lock, { force: true });
}

function releaseOnExit(): void {
  if (isListening) return;
  isListening = true;
  process.on("exit", () => {
    for (const [lock, { id }] of held) {
      try {
        if (parseOwner(readFileSync(lock, "utf8"))?.id === id) unlinkSync(lock);
      } catch {
        // The lock was deleted, or it is stale as soon as this process has ended.
      }
    }
  });
}

function inUse(
  { path, lock }: { readonly path: string; readonly lock: string },
  owner?: Owner,
): StarError {
  const remedy = `Wait until it has finished, or choose another file. If that process no longer runs, delete ${lock}.`;
  if (owner === undefined) {
    const message = `${path} is being written by another process.`;
    return new StarError("FILE_IN_USE", { message, remedy, fields: { path } });
  }
  const { pid, host, since } = owner;
  const own = pid === process.pid && host === hostname() ? "this process, " : "";
  return new StarError("FILE_IN_USE", {
    message: `${path} is being written by ${own}process ${pid} on ${host}, since ${since}.`,
    remedy,
    fields: { path, pid, host, since },
  });
}
