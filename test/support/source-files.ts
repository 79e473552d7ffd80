import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "vitest";

/** Fails with the path of the file that lacks a text, not with the whole file. */
export function expectMention(path: string, text: string): void {
  const found = existsSync(path) && read(path).includes(text);
  expect.soft(found, `${path} contains ${text}`).toBe(true);
}

/** The text of a file. */
export function read(path: string): string {
  return readFileSync(path, "utf8");
}

/** The row of a Markdown table that begins with a name in code style; empty, and a failure, if there is none. */
export function rowOf(path: string, name: string): string {
  const row = read(path)
    .split("\n")
    .find((line) => line.startsWith(`| \`${name}\` |`));
  expect.soft(row !== undefined, `${path} has a table row for ${name}`).toBe(true);
  return row ?? "";
}

/** Fails if a file does not exist. */
export function expectFile(path: string): void {
  expect.soft(existsSync(path), `${path} exists`).toBe(true);
}

/** Paths of the TypeScript files in a folder and its subfolders. */
export function modulesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

/** Distinct objects of one kind that the files of a folder export. */
export async function valuesIn(
  folder: string,
  isWanted: (value: object) => boolean,
): Promise<object[]> {
  const modules = await Promise.all(modulesIn(folder).map((file) => import(resolve(file))));
  const values = modules.flatMap((module: object) => Object.values(module) as unknown[]);
  const objects = values.filter((value) => typeof value === "object" && value !== null);
  return [...new Set(objects as object[])].filter(
    (value) => !Array.isArray(value) && isWanted(value),
  );
}
