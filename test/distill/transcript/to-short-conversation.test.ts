import { AIMessage, type BaseMessage, isAIMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { describe, expect, it } from "vitest";
import { fitCollaborativeIndex } from "../../../src/collaborative/collaborative-index.js";
import { loadDataset } from "../../../src/data/load-dataset.js";
import { fitInteractions } from "../../../src/data/split-targets.js";
import { createTasks } from "../../../src/data/tasks.js";
import { TEACHER_DEFAULTS } from "../../../src/distill/teaching/settings.js";
import { createTeacherHost } from "../../../src/distill/teaching/teacher-host.js";
import type { Message } from "../../../src/distill/transcript/conversation.js";
import {
  hasShortConversation,
  SHORT_TOOLS,
  toShortConversation,
} from "../../../src/distill/transcript/to-short-conversation.js";
import { toGraphInput } from "../../../src/graphs/graph-input.js";
import { createStudent } from "../../../src/graphs/student.js";
import { toToolDefinition } from "../../../src/graphs/tool-definition.js";
import { shortTools } from "../../../src/graphs/agents/short-student.js";
import { createTools } from "../../../src/tools/create-tools.js";
import { teacherTrajectory } from "./support.js";

const sizes = { users: 60, items: 80, interactions: 1_200 };
const dataset = await loadDataset({ name: "synthetic", sizes });
const index = await fitCollaborativeIndex({
  sequences: fitInteractions(dataset, "train"),
  items: dataset.items.keys(),
});
const host = createTeacherHost({
  index,
  dataset,
  model: { spec: "offline", temperature: 0, seed: 1 },
});
const { tasks } = createTasks(dataset, { split: "train", limit: 4 });
const tools = createTools({ index, dataset });

/** A message as text: what it says, what it calls with which arguments, what it answers. */
function lineOf(message: Message): string {
  const calls = message.role === "assistant" ? (message.tool_calls ?? []) : [];
  const called = calls.map((call) => JSON.stringify(call.function)).join();
  return `${message.role}: ${message.content}${called}`;
}

function lineOfSent(message: BaseMessage): string {
  const roles: Record<string, string> = { human: "user", ai: "assistant" };
  const type = message.getType();
  const calls = isAIMessage(message) ? (message.tool_calls ?? []) : [];
  const called = calls.map(({ name, args }) => JSON.stringify({ name, arguments: args })).join();
  return `${roles[type] ?? type}: ${message.text}${called}`;
}

describe("toShortConversation", () => {
  it("is what a short student is sent when it writes these turns, and ranks what the teacher ranks", async () => {
    let turns = 0;
    for (const task of tasks) {
      const trajectory = await host.record({ settings: TEACHER_DEFAULTS, task, sample: 0 });
      const { messages } = toShortConversation(trajectory);
      const replies = messages.flatMap((message, at) => {
        if (message.role !== "assistant") return [];
        const calls = (message.tool_calls ?? []).map(({ function: call }) => ({
          id: `call ${at}`,
          name: call.name,
          args: call.arguments,
        }));
        return [new AIMessage({ content: message.content, tool_calls: calls })];
      });
      const llm = replies.reduce((model, reply) => model.respond(reply), fakeModel());
      const student = createStudent({ llm, tools, short: true }).compile();
      const { ranking } = await student.invoke(toGraphInput(task, dataset), { context: { task } });
      expect(ranking).toEqual(trajectory.outcome?.ranking.slice(0, 5));
      const ends = messages.flatMap(({ role }, at) => (role === "assistant" ? [at] : []));
      expect(llm.calls.map((call) => call.messages.map(lineOfSent))).toEqual(
        ends.map((end) => messages.slice(0, end).map(lineOf)),
      );
      turns += ends.length;
    }
    expect(turns).toBeGreaterThan(2 * tasks.length);
    expect(shortTools(tools).map(toToolDefinition)).toEqual(SHORT_TOOLS);
  });

  it("needs a teacher that read evidence on all candidates", () => {
    const whole = teacherTrajectory();
    const withoutEvidence = whole.steps.filter(
      (step) => step.kind !== "tool_call" || step.name !== "translate_evidence",
    );
    expect(hasShortConversation(whole)).toBe(true);
    expect(hasShortConversation({ ...whole, steps: withoutEvidence })).toBe(false);
    expect(hasShortConversation({ ...whole, task: null })).toBe(false);
  });
});
