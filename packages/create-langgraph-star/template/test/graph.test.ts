/** The whole graph as `npm start` and Studio run it: offline, with the rules in place of an LLM, and recorded to a file. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, it } from "node:test";
import { readTrajectories } from "langgraph-star";

const folder = await mkdtemp(join(tmpdir(), "runs-"));
process.env["RUNS"] = join(folder, "runs.jsonl");
const { recorder, teacher } = await import("../src/graph.js");
const { stock } = await import("../src/shop.js");
const { createTeam } = await import("../src/team.js");
after(() => rm(folder, { recursive: true }));

it("puts an item with most copies higher than the team without the stock agent", async () => {
  const { candidates, ranking } = await teacher.invoke({ userId: "u01" });
  const { ranking: before } = await createTeam([]).invoke({ userId: "u01", candidates });
  const most = candidates.toSorted((one, other) => (stock.get(other) ?? 0) - (stock.get(one) ?? 0));
  const favorite = most[0] ?? "";
  assert.ok(ranking.indexOf(favorite) < before.indexOf(favorite));
});

it("records the run with the call of the tool", async () => {
  await recorder.close();
  const runs = [];
  for await (const run of readTrajectories(recorder.path)) runs.push(run);
  assert.equal(runs.length, 1);
  const [run] = runs;
  assert.equal(run?.status, "completed");
  assert.ok(run?.steps.some((step) => step.kind === "tool_call" && step.agent === "stock"));
});
