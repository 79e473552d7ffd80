import { describe, expect, it } from "vitest";
import { runTask } from "../../../src/distill/teaching/run-task.js";
import { renderLinear, renderPrompt } from "../../../src/distill/transcript/render-linear.js";
import { toConversation } from "../../../src/distill/transcript/to-conversation.js";
import { createTeacher } from "../../../src/graphs/teacher.js";
import { createChatModel } from "../../../src/models/chat-model.js";
import { dataset, openEnvironment, serveSplit } from "../support.js";

const served = await serveSplit("train");
const [task] = served.tasks;
const llm = await createChatModel("offline", {});
const graph = createTeacher({ llm, tools: served.tools }).compile({ name: "star-teacher" });
const taught = await runTask({
  graph,
  dataset,
  task: task!,
  fingerprint: "none",
  temperature: null,
});
const conversation = toConversation(taught);
const { text } = renderLinear(conversation);

describe("an episode of a task with a teacher trajectory", () => {
  it("starts with the same bytes as the training text", async () => {
    const { ask } = await openEnvironment({ splits: [served] });
    const { json } = await ask("POST", "/episodes", { taskId: task!.id });
    const prompt = renderPrompt(json);
    expect(text.slice(0, prompt.length)).toBe(prompt);
  });

  it("returns the tool results of the training text for its calls", async () => {
    const { ask } = await openEnvironment({ splits: [served] });
    const { json } = await ask("POST", "/episodes", { taskId: task!.id });
    const { messages } = conversation;
    const calls = messages.flatMap((message, index) =>
      message.role === "assistant" && message.tool_calls !== undefined
        ? [{ ...message.tool_calls[0]!.function, answer: messages[index + 1]?.content }]
        : [],
    );
    expect(calls.length).toBeGreaterThan(1);
    for (const { name, arguments: given, answer } of calls) {
      const path = `/episodes/${json.episodeId}/tools/${name}`;
      expect((await ask("POST", path, { arguments: given })).json.content).toBe(answer);
    }
  });

  it("scores the training text, as text and as messages, with the rank that the teacher gave", async () => {
    const { ask } = await openEnvironment({ splits: [served] });
    const { messages } = conversation;
    for (const output of [{ text }, { messages }]) {
      const { json } = await ask("POST", "/score", { taskId: task!.id, ...output });
      expect(json).toMatchObject({ format: 1, rank: taught.outcome?.rank, errors: [] });
    }
  });
});
