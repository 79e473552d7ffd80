import { access, chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  assertReplaceableFolder,
  assertWritableFile,
  assertWritableFolder,
} from "../src/writable.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "star-writable-"));
  await writeFile(join(folder, "file"), "");
  await mkdir(join(folder, "folder"));
  await symlink(join(folder, "nowhere"), join(folder, "broken"));
  await symlink(join(folder, "folder"), join(folder, "link"));
  await symlink("loop", join(folder, "loop"));
});
afterEach(() => rm(folder, { recursive: true }));

const CHECKS = {
  file: assertWritableFile,
  folder: assertWritableFolder,
  replaced: assertReplaceableFolder,
};
type Kind = keyof typeof CHECKS;
const ALL: readonly Kind[] = ["file", "folder", "replaced"];
const FOLDERS: readonly Kind[] = ["folder", "replaced"];

describe("the check of an output", () => {
  it.each([
    { path: "new", kinds: ALL },
    { path: "a/b/c/new", kinds: ALL },
    { path: "link/new", kinds: ALL },
    { path: "file", kinds: ["file"] as const },
    { path: "folder", kinds: FOLDERS },
    { path: "folder/", kinds: FOLDERS },
    { path: "folder/..", kinds: FOLDERS },
    { path: "link", kinds: FOLDERS },
  ])("accepts $path as $kinds and creates nothing", async ({ path, kinds }) => {
    const before = await readdir(folder, { recursive: true });
    for (const kind of kinds) await CHECKS[kind](join(folder, path), "--out");
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });

  it.each([
    { path: "file/new", kinds: ALL, errno: "ENOTDIR" },
    { path: "file/a/b/new", kinds: ALL, errno: "ENOTDIR" },
    { path: "file", kinds: FOLDERS, errno: "ENOTDIR" },
    { path: "folder", kinds: ["file"] as const, errno: "EISDIR" },
    { path: "link", kinds: ["file"] as const, errno: "EISDIR" },
    { path: "broken", kinds: ALL, errno: "ENOENT" },
    { path: "broken/new", kinds: ALL, errno: "ENOENT" },
    { path: "loop", kinds: ALL, errno: "ELOOP" },
    { path: "loop/new", kinds: ALL, errno: "ELOOP" },
    { path: "x".repeat(300), kinds: ALL, errno: "ENAMETOOLONG" },
  ])("rejects $path as $kinds", async ({ path, kinds, errno }) => {
    for (const kind of kinds) {
      const checked = CHECKS[kind](join(folder, path), "--out");
      await expect(checked).rejects.toMatchObject({
        code: "FILE_INACCESSIBLE",
        fields: { errno, path: join(folder, path) },
      });
    }
  });

  it("rejects a device, which a rename would replace", async () => {
    await expect(assertWritableFile("/dev/null", "--out")).rejects.toThrow("not a regular file");
    await access("/dev/null");
  });

  it("rejects an empty path", async () => {
    await expect(assertWritableFile("", "--out")).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      fields: { option: "--out" },
    });
  });

  it("rejects a folder without permission", async () => {
    await chmod(join(folder, "folder"), 0o500);
    if (process.getuid?.() === 0) return; // permissions do not apply to root
    for (const kind of ALL) {
      const checked = CHECKS[kind](join(folder, "folder", "new"), "--out");
      await expect(checked).rejects.toMatchObject({ fields: { errno: "EACCES" } });
    }
  });

  it("rejects a file system that takes no files", async () => {
    for (const kind of ALL) {
      await expect(CHECKS[kind]("/proc/star/new", "--out")).rejects.toMatchObject({
        code: "FILE_INACCESSIBLE",
      });
    }
  });
});
