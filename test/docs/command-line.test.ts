import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { writeCommandReference } from "../../scripts/docs/command-reference.js";

it("docs/command-line.md has the help of every command (npm run docs:commands writes it)", async () => {
  expect(readFileSync("docs/command-line.md", "utf8")).toBe(await writeCommandReference());
});
