import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { verifyExport } from "../../../../src/distill/export/verify/verify-export.js";
import type { Trajectory } from "../../../../src/trajectory/trajectory.js";
import { chatOf, exportAll } from "../support.js";

const exported = async (prompt: Trajectory["prompt"]) => {
  const directory = await exportAll([chatOf(prompt)], {
    settings: { validationShare: 0 },
  });
  const read = async (file: string) => JSON.parse(await readFile(join(directory, file), "utf8"));
  return { report: await verifyExport({ directory }), read };
};

describe("formats, without a system prompt and tools", () => {
  it("print no system turn", async () => {
    const { report, read } = await exported([{ role: "user", content: "2 + 2?" }]);
    expect(report.problems).toEqual([]);
    expect(report.rows.examples).toBe(1);
    const [row] = await read("llamafactory/star_sft.json");
    expect(row).toMatchObject({ system: "", tools: "", conversations: [{ from: "human" }, {}] });
  });

  it("drop an empty system prompt, which two trainers do not print", async () => {
    const system = { role: "system", content: "" } as const;
    const { report } = await exported([system, { role: "user", content: "2 + 2?" }]);
    expect(report.rows.examples).toBe(0);
  });
});
