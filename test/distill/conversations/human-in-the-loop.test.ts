import { tool } from "@langchain/core/tools";
import { Command, MemorySaver } from "@langchain/langgraph";
import { createAgent, humanInTheLoopMiddleware, type AgentMiddleware } from "langchain";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  ask,
  expectTold,
  find,
  record,
  rowsOf,
  say,
  script,
  send,
  type ScriptedModel,
} from "./support.js";

const look = tool(async ({ id }: { id: string }) => `looked ${id}`, {
  name: "look",
  description: "Looks.",
  schema: z.object({ id: z.string() }),
});

const GIVEN = ["model_request", "system: Brief.", "user: go"];

function reviewedAgent(model: ScriptedModel) {
  const review: unknown = humanInTheLoopMiddleware({
    interruptOn: { find: true, send: true },
  } as never);
  return createAgent({
    model,
    tools: [find, send, look],
    systemPrompt: "Brief.",
    checkpointer: new MemorySaver(),
    middleware: [review as AgentMiddleware],
  });
}

const THREAD = { configurable: { thread_id: "1" } };
const edit = (name: string, args: object) => ({
  type: "edit",
  editedAction: { name, args },
});

/** Records a run in which a person decides on all calls of the first turn. */
async function review(model: ScriptedModel, decisions: readonly object[]) {
  const agent = reviewedAgent(model);
  const trajectory = await record(async (options) => {
    await agent.invoke(ask("go"), { ...THREAD, ...options });
    await agent.invoke(new Command({ resume: { decisions } }), { ...THREAD, ...options });
  });
  expectTold(trajectory, model);
  return trajectory;
}

describe("humanInTheLoopMiddleware", () => {
  const three = () =>
    script(
      say(
        "three",
        ["find", { id: "a" }, "1"],
        ["find", { id: "b" }, "2"],
        ["send", { to: "c" }, "3"],
      ),
      say("done"),
    );
  const approve = { type: "approve" };

  it("approve and edit in one turn: the turn is read as executed", async () => {
    const trajectory = await review(three(), [approve, edit("find", { id: "B" }), approve]);
    const executed = 'assistant: three | find {"id":"a"} | find {"id":"B"} | send {"to":"c"}';
    const answers = ["tool: found a", "tool: found B", "tool: sent to c"];
    expect(rowsOf(trajectory)).toEqual({
      verdicts: ["edited", "trained"],
      rows: [[...GIVEN, executed, ...answers, "*assistant: done"]],
    });
    expect(rowsOf(trajectory, "train")).toEqual({
      verdicts: ["trained", "trained"],
      rows: [[...GIVEN, `*${executed}`, ...answers, "*assistant: done"]],
    });
    expect(rowsOf(trajectory, "drop")).toEqual({ verdicts: ["edited", "edited"], rows: [] });
  });

  it("approve, edit and reject in one turn: nothing ran, and the state has the rejected call only", async () => {
    const decisions = [approve, edit("find", { id: "B" }), { type: "reject", message: "no" }];
    const trajectory = await review(three(), decisions);
    expect(rowsOf(trajectory)).toEqual({
      verdicts: ["failed_call", "trained"],
      rows: [[...GIVEN, 'assistant: three | send {"to":"c"}', "tool: no", "*assistant: done"]],
    });
    // The model did not write a turn with one call.
    expect(rowsOf(trajectory, "drop")).toEqual({ verdicts: ["failed_call", "edited"], rows: [] });
  });

  it("reject of the only call: the turn is as it was written, so replies after it are trained", async () => {
    const model = script(say("x", ["find", { id: "a" }, "1"]), say("done"));
    const trajectory = await review(model, [{ type: "reject", message: "no" }]);
    const expected = {
      verdicts: ["failed_call", "trained"],
      rows: [[...GIVEN, 'assistant: x | find {"id":"a"}', "tool: no", "*assistant: done"]],
    };
    expect(rowsOf(trajectory)).toEqual(expected);
    expect(rowsOf(trajectory, "drop")).toEqual(expected);
  });

  it("edit to another tool with equal arguments: the written call is not trained", async () => {
    const model = script(say("x", ["find", { id: "a" }, "1"]), say("done"));
    const trajectory = await review(model, [edit("look", { id: "a" })]);
    expect(trajectory.steps).toContainEqual(
      expect.objectContaining({ kind: "tool_response", content: "looked a", ranAs: "look" }),
    );
    const executed = 'assistant: x | look {"id":"a"}';
    expect(rowsOf(trajectory)).toEqual({
      verdicts: ["edited", "trained"],
      rows: [[...GIVEN, executed, "tool: looked a", "*assistant: done"]],
    });
    expect(rowsOf(trajectory, "train").rows).toEqual([
      [...GIVEN, `*${executed}`, "tool: looked a", "*assistant: done"],
    ]);
  });

  it("resumed by another recorder: both parts are incomplete, and the second trains its own reply only", async () => {
    const model = script(say("x", ["find", { id: "a" }, "1"]), say("done"));
    const agent = reviewedAgent(model);
    const first = await record((options) => agent.invoke(ask("go"), { ...THREAD, ...options }));
    const resume = new Command({ resume: { decisions: [edit("find", { id: "B" })] } });
    const second = await record((options) => agent.invoke(resume, { ...THREAD, ...options }));
    expect(first).toMatchObject({ status: "interrupted", incomplete: true });
    expect(rowsOf(first)).toEqual({ verdicts: ["failed_call"], rows: [] });
    expect(second).toMatchObject({ status: "completed", incomplete: true });
    expectTold(second, { notes: model.notes.slice(1) });
    expect(rowsOf(second)).toEqual({
      verdicts: ["trained"],
      rows: [[...GIVEN, 'assistant: x | find {"id":"B"}', "tool: found B", "*assistant: done"]],
    });
  });
});
