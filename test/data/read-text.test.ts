import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readText } from "../../src/data/read-text.js";
import { expectError, writeFolder } from "./support.js";

async function textOf(file: string, encoding?: "utf8" | "latin1"): Promise<string> {
  let text = "";
  for await (const block of readText(file, encoding)) text += block;
  return text;
}

describe("readText", () => {
  it("removes a byte order mark and keeps the rest", async () => {
    const folder = await writeFolder({ "a.txt": "\ufeffédition\n\ufeffx" });
    expect(await textOf(join(folder, "a.txt"))).toBe("édition\n\ufeffx");
  });

  it("reads Latin-1 on request", async () => {
    const folder = await writeFolder({ "a.txt": Buffer.from([0x41, 0xe9, 0x0a]) });
    expect(await textOf(join(folder, "a.txt"), "latin1")).toBe("Aé\n");
  });

  it("keeps characters that span the blocks of a long file", async () => {
    const text = `${"é".repeat(700_000)}\n${"漢".repeat(500_000)}\nend`;
    const folder = await writeFolder({ "long.txt": text });
    expect((await textOf(join(folder, "long.txt"))) === text).toBe(true);
  });

  it("reports the line and the offset of an invalid byte", async () => {
    // "ab\n" is bytes 0 to 2, "é" 3 and 4, "x" 5, so the invalid byte is number 6, on line 2.
    const bytes = Buffer.concat([Buffer.from("ab\néx"), Buffer.from([0xe9, 0x0a])]);
    const file = join(await writeFolder({ "a.txt": bytes }), "a.txt");
    await expectError(
      () => textOf(file),
      "DATASET_ENCODING",
      `${file}, line 2`,
      "offset 6",
      "Save",
    );
  });

  it("counts lines and bytes across blocks", async () => {
    const line = `${"x".repeat(99)}\n`; // 100 bytes
    const bytes = Buffer.concat([Buffer.from(line.repeat(20_000)), Buffer.from([0xff])]);
    const file = join(await writeFolder({ "a.txt": bytes }), "a.txt");
    await expectError(() => textOf(file), "DATASET_ENCODING", "line 20001", "offset 2000000");
  });

  it("rejects a missing file and a folder", async () => {
    const folder = await writeFolder({});
    await expectError(
      () => textOf(join(folder, "none")),
      "DATASET_NOT_FOUND",
      "none",
      "--data-dir",
    );
    await expectError(() => textOf(folder), "DATASET_NOT_FOUND", folder);
  });
});
