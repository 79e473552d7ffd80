import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { StarError, type StarErrorCode } from "../../src/errors.js";
import type { Dataset, Interaction } from "../../src/types.js";

/** Creates a temporary folder with these files, by relative path. */
export async function writeFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "star-data-"));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** Expects a StarError with this code and a message that contains all parts. */
export async function expectError(
  action: () => unknown,
  code: StarErrorCode,
  ...parts: readonly string[]
): Promise<void> {
  const error = await Promise.resolve()
    .then(action)
    .catch((thrown: unknown) => thrown);
  expect(StarError.isInstance(error) ? error.code : error).toBe(code);
  for (const part of parts) expect(String(error)).toContain(part);
}

/** Interactions written as `user item timestamp`, in source order. */
export function interactionsOf(...rows: readonly string[]): Interaction[] {
  return rows.map((row) => {
    const [userId = "", itemId = "", timestamp] = row.split(" ");
    return { userId, itemId, timestamp: Number(timestamp) };
  });
}

/** A dataset of these interactions; its catalog is `items` plus the items of the interactions. */
export function datasetOf(
  interactions: readonly Interaction[],
  {
    items = [],
    clock = "unix-seconds",
  }: { items?: readonly string[]; clock?: Dataset["clock"] } = {},
): Dataset & { readonly interactions: readonly Interaction[] } {
  const ids = new Set([...items, ...interactions.map(({ itemId }) => itemId)]);
  return {
    name: "made-up",
    synthetic: false,
    clock,
    items: new Map([...ids].map((id) => [id, { id, title: `Title ${id}`, categories: [] }])),
    interactions,
  };
}
