import { describe, expect, it } from "vitest";
import { SMALL, star } from "./support.js";

describe("star data", () => {
  it("lists every dataset with its requirements", async () => {
    const { out } = await star("data list --json");
    const { datasets } = JSON.parse(out);
    expect(datasets).toContainEqual({
      name: "synthetic",
      needs: expect.stringContaining("nothing"),
    });
    expect((await star("data list")).out.split("\n")).toHaveLength(datasets.length);
  });

  it("describes a dataset and marks synthetic data", async () => {
    const { out } = await star("data describe --json", SMALL);
    expect(JSON.parse(out)).toMatchObject({ users: 40, interactions: 800, synthetic: true });
    expect((await star("data describe", SMALL)).out).toContain("synthetic (synthetic data)");
  });

  it("finds no leak in the tools", async () => {
    const { code, out } = await star("data check --samples 3 --json", SMALL);
    const { answers, ...result } = JSON.parse(out);
    expect(result).toMatchObject({ tasks: 9, leaks: [] });
    expect(answers).toBeGreaterThan(9); // several tool results per task
    expect(code).toBe(0);
  });
});
