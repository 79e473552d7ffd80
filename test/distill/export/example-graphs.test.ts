import { readdir } from "node:fs/promises";
import { expect, it } from "vitest";
import { exportTrajectories } from "../../../src/distill/export/export-trajectories.js";
import { FORMAT_NAMES } from "../../../src/distill/export/formats/index.js";
import { verifyExport } from "../../../src/distill/export/verify/verify-export.js";
import * as agents from "../../support/example-graphs/agents.js";
import * as conversations from "../../support/example-graphs/conversations.js";
import * as planners from "../../support/example-graphs/planners.js";
import * as workflows from "../../support/example-graphs/workflows.js";
import { createFolder, writeTrajectories } from "./support.js";

it.each([
  { record: agents.sqlAgent, rows: 1, replies: 3 },
  // The agent before the rewritten question and after it is one conversation; each grade is a row.
  { record: agents.retrievalAgent, rows: 3, replies: 5 },
  // The last report reads tool calls, and the model does not say which tools it was offered itself.
  { record: agents.hierarchicalTeams, rows: 2, replies: 3 },
  // The reply of the first turn is context.
  { record: agents.memory, rows: 1, replies: 2 },
  { record: workflows.planAndExecute, rows: 4, replies: 4 },
  { record: workflows.reflection, rows: 2, replies: 3 },
  { record: workflows.promptChaining, rows: 3, replies: 3 },
  { record: workflows.orchestrator, rows: 4, replies: 4 },
  { record: workflows.evaluatorOptimizer, rows: 4, replies: 4 },
  // The interrupt is between the call and its answer.
  { record: conversations.humanApproval, rows: 1, replies: 2 },
  // The system prompt has the fact from the other thread.
  { record: conversations.storedMemory, rows: 1, replies: 1 },
  { record: conversations.streaming, rows: 1, replies: 2 },
  // The guide reads the cook's words as an assistant's, right after its own: its second reply is a row of its own.
  { record: conversations.network, rows: 3, replies: 3 },
  { record: planners.llmCompiler, rows: 4, replies: 4 },
  // Both answers are to the same prompt, so each is a row.
  { record: planners.selfCorrectiveRetrieval, rows: 4, replies: 4 },
])("$record.name is exported in every format and proven", async ({ record, rows, replies }) => {
  const trajectories = await writeTrajectories([{ ...(await record()), id: "run" }]);
  const directory = await createFolder();
  await exportTrajectories({
    path: trajectories,
    directory,
    settings: { rows: "conversation", formats: [...FORMAT_NAMES] },
  });
  expect((await readdir(directory)).length).toBeGreaterThanOrEqual(FORMAT_NAMES.length);
  const report = await verifyExport({ directory, trajectories });
  expect(report.problems).toEqual([]);
  expect(report.provenance).toEqual({ rows, replies });
});
