import { createServer } from "node:net";
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StarError } from "../src/errors.js";
import { onRead, onWrite, toFileError } from "../src/file-error.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "star-file-error-"));
  await writeFile(join(folder, "file"), "");
});
afterEach(() => rm(folder, { recursive: true }));

const failure = (operation: Promise<unknown>) =>
  operation.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("toFileError", () => {
  it.each([
    {
      name: "a folder below a file",
      run: (at: string) => mkdir(join(at, "file/a/b"), { recursive: true }),
      errno: "ENOTDIR",
      says: "file is a file, not a folder",
    },
    {
      name: "a folder in place of a file",
      run: (at: string) => mkdir(join(at, "file"), { recursive: true }),
      errno: "EEXIST",
      says: "file is a file, not a folder",
    },
    {
      name: "a file below a file",
      run: (at: string) => open(join(at, "file/a"), "a"),
      errno: "ENOTDIR",
      says: "file is a file, not a folder",
    },
    {
      name: "a file in a folder that is missing",
      run: (at: string) => writeFile(join(at, "no/a"), ""),
      errno: "ENOENT",
      says: "it does not exist",
    },
    {
      name: "a folder in place of a file to open",
      run: (at: string) => open(at, "a"),
      errno: "EISDIR",
      says: "it is a folder, not a file",
    },
    {
      name: "a folder to read as a file",
      run: (at: string) => readFile(at),
      errno: "EISDIR",
      says: "it is a folder, not a file",
    },
    {
      name: "a file to list as a folder",
      run: (at: string) => readdir(join(at, "file")),
      errno: "ENOTDIR",
      says: "not a folder",
    },
    {
      name: "a name that is too long",
      run: (at: string) => writeFile(join(at, "x".repeat(300)), ""),
      errno: "ENAMETOOLONG",
      says: "the name is too long",
    },
    {
      name: "a move of nothing",
      run: (at: string) => rename(join(at, "a"), join(at, "b")),
      errno: "ENOENT",
      says: "it does not exist",
    },
    {
      name: "a full disk",
      run: () => writeFile("/dev/full", "x"),
      errno: "ENOSPC",
      says: "the disk is full",
    },
  ])("describes $name", async ({ run, errno, says }) => {
    const error = toFileError(await failure(run(folder)));
    expect(error).toMatchObject({ code: "FILE_INACCESSIBLE", fields: { errno } });
    expect(String(error)).toContain(says);
    expect(String(error)).toContain(`(${errno}).`);
    expect((error as StarError).remedy).toMatch(/\.$|\d$/);
    expect((error as StarError).cause).toBeInstanceOf(Error);
  });

  it.each(["EACCES", "EPERM", "EROFS", "EDQUOT", "EIO", "EMFILE", "EBUSY", "EFBIG"])(
    "knows a reason for %s",
    (errno) => {
      const raw = Object.assign(new Error(errno), { code: errno, syscall: "open", path: "/x" });
      const error = toFileError(raw);
      expect(error).toMatchObject({ code: "FILE_INACCESSIBLE", fields: { path: "/x", errno } });
      expect(String(error)).not.toContain("the system refuses it");
    },
  );

  it("leaves all other errors as they are", async () => {
    const server = createServer();
    const refused = new Promise((resolve) => server.once("error", resolve));
    server.listen(1, "203.0.113.1"); // an address of no machine
    const others = [
      await refused,
      new Error("x"),
      new StarError("LEAK_FOUND", { message: "m", remedy: "r" }),
      "text",
      undefined,
    ];
    for (const other of others) expect(toFileError(other)).toBe(other);
  });
});

describe("onWrite and onRead", () => {
  it("name the file that was meant, not a temporary one", async () => {
    const written = onWrite("out.json", writeFile(join(folder, "no/out.json.partial"), ""));
    await expect(written).rejects.toThrow("Cannot write out.json: it does not exist (ENOENT).");
    await expect(onRead(folder, readFile(folder))).rejects.toThrow(
      `Cannot read ${folder}: it is a folder`,
    );
    expect(await onRead("file", readFile(join(folder, "file"), "utf8"))).toBe("");
  });
});
