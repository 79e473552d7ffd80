import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { StarError } from "./errors.js";

const CHOOSE = "Choose another path.";
const PERMIT = "Change the permissions, or choose another path.";
const FREE = "Free some space on that disk, and run the same command again.";

/** What a code of the operating system means, and what to do about it. */
const CAUSES: Readonly<Record<string, { readonly reason: string; readonly remedy: string }>> = {
  EACCES: { reason: "there is no permission", remedy: PERMIT },
  EBUSY: { reason: "it is in use", remedy: CHOOSE },
  EDQUOT: { reason: "the disk quota is used up", remedy: FREE },
  EEXIST: { reason: "it exists", remedy: CHOOSE },
  EFBIG: { reason: "the file is larger than the system allows", remedy: CHOOSE },
  EIO: { reason: "the disk does not answer", remedy: "Check the disk, or choose another path." },
  EISDIR: { reason: "it is a folder, not a file", remedy: CHOOSE },
  ELOOP: { reason: "its symbolic links form a loop", remedy: CHOOSE },
  EMFILE: { reason: "too many files are open", remedy: "Raise the limit: ulimit -n 4096" },
  ENAMETOOLONG: { reason: "the name is too long", remedy: "Choose a shorter path." },
  ENFILE: { reason: "too many files are open", remedy: "End other programs, and try again." },
  ENODEV: { reason: "the device does not exist", remedy: CHOOSE },
  ENOENT: { reason: "it does not exist", remedy: CHOOSE },
  ENOSPC: { reason: "the disk is full", remedy: FREE },
  ENOTDIR: { reason: "a part of it is a file, not a folder", remedy: CHOOSE },
  ENOTEMPTY: { reason: "the folder is not empty", remedy: CHOOSE },
  ENXIO: { reason: "the device does not answer", remedy: CHOOSE },
  EPERM: { reason: "it is not permitted", remedy: PERMIT },
  EROFS: { reason: "the file system is read-only", remedy: CHOOSE },
  ESTALE: { reason: "the network file system has lost it", remedy: "Mount it again." },
  ETXTBSY: { reason: "it is a program that runs", remedy: CHOOSE },
  EXDEV: { reason: "it is on another file system", remedy: CHOOSE },
};

/** What a program wanted of a file. */
interface FileUse {
  /** Default: the path of the error, which can be that of a temporary file. */
  readonly path?: string | undefined;
  /** Default: `access`. */
  readonly action?: "read" | "write" | "access";
}

/** Turns an error of the file system into a `FILE_INACCESSIBLE` error. Any other value is returned as it is. */
export function toFileError(error: unknown, { path, action = "access" }: FileUse = {}): unknown {
  if (!isFileSystemError(error)) return error;
  const { code: errno, syscall } = error;
  const named = path ?? error.path;
  if (named === undefined) return createFileError({ path: "a file", errno, action, cause: error });
  const blocker = findBlocker(syscall === "mkdir" ? named : dirname(resolve(named)));
  return createFileError({ path: named, errno, action, blocker, cause: error });
}

/**
 * Waits until a file was written.
 *
 * @throws {StarError} `FILE_INACCESSIBLE` if the file system refuses it.
 */
export function onWrite<Value>(path: string, operation: Promise<Value>): Promise<Value> {
  return operation.catch((error: unknown) => {
    throw toFileError(error, { path, action: "write" });
  });
}

/**
 * Waits until a file was read.
 *
 * @throws {StarError} `FILE_INACCESSIBLE` if the file system refuses it.
 */
export function onRead<Value>(path: string, operation: Promise<Value>): Promise<Value> {
  return operation.catch((error: unknown) => {
    throw toFileError(error, { path, action: "read" });
  });
}

interface FileFailure extends FileUse {
  readonly path: string;
  /** Code of the operating system, such as `ENOSPC`. */
  readonly errno: string;
  /** The part of the path that is a file although it should be a folder. */
  readonly blocker?: string | undefined;
  /** Default: what the code means. */
  readonly reason?: string | undefined;
  readonly cause?: unknown;
}

/** The error for a file that cannot be read or written. */
export function createFileError(failure: FileFailure): StarError {
  const { path, errno, action, blocker, cause } = failure;
  const known = CAUSES[errno] ?? { reason: "the system refuses it", remedy: CHOOSE };
  const isBlocked = blocker !== undefined && ["EEXIST", "ENOTDIR"].includes(errno);
  const reason = isBlocked ? `${blocker} is a file, not a folder` : known.reason;
  const { remedy } = known;
  return new StarError("FILE_INACCESSIBLE", {
    message: `Cannot ${action} ${path}: ${failure.reason ?? reason} (${errno})`,
    remedy,
    fields: { path, errno },
    cause,
  });
}

/** The first existing part of a path, from its end, if it is not a folder. */
function findBlocker(path: string): string | undefined {
  for (let part = resolve(path); part !== dirname(part); part = dirname(part)) {
    try {
      return statSync(part).isDirectory() ? undefined : part;
    } catch {
      // It does not exist or cannot be read: the part above it may be the file.
    }
  }
  return undefined;
}

interface FileSystemError extends Error {
  readonly code: string;
  readonly syscall: string;
  readonly path?: string;
}

/** Errors of sockets and processes have codes and system calls, too. */
function isFileSystemError(error: unknown): error is FileSystemError {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return false;
  const { code, syscall } = error;
  if (typeof code !== "string" || typeof syscall !== "string") return false;
  return Object.hasOwn(CAUSES, code) && !/^(?:connect|listen|bind|spawn|getaddrinfo)/.test(syscall);
}
