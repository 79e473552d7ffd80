/** One agent instead of a team: the teacher's run becomes one conversation, which the student's graph repeats. Offline. */
import { AIMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import {
  createStudent,
  createTasks,
  createTeacher,
  createTools,
  fitCollaborativeIndex,
  fitInteractions,
  OfflineModel,
} from "langgraph-star";
import { createSyntheticDataset } from "langgraph-star/data";
import { runTask, toConversation } from "langgraph-star/export";

const dataset = createSyntheticDataset({ users: 200, items: 300, interactions: 6_000 });
const index = await fitCollaborativeIndex({
  sequences: fitInteractions(dataset, "test"),
  items: dataset.items.keys(),
});
const tools = createTools({ index, dataset });
const teacher = createTeacher({ llm: new OfflineModel(), tools }).compile({ name: "star-teacher" });

for (const task of createTasks(dataset, { split: "test", limit: 1 }).tasks) {
  const about = { dataset, task, fingerprint: "example", temperature: 0 };
  const taught = await runTask({ ...about, graph: teacher });

  // A stand-in for a trained model: it returns the teacher's conversation. A real one: createChatModel("openai:NAME").
  const llm = fakeModel();
  for (const [index, message] of toConversation(taught).messages.entries()) {
    if (message.role !== "assistant") continue;
    const calls = message.tool_calls?.map(({ function: { name, arguments: args } }) => ({
      id: `call_${index}`,
      name,
      args,
    }));
    llm.respond(new AIMessage({ content: message.content, tool_calls: calls ?? [] }));
  }

  const student = createStudent({ llm, tools }).compile({ name: "star-student" });
  const learned = await runTask({ ...about, graph: student });
  for (const step of learned.steps) {
    if (step.kind === "tool_call") console.log(`calls ${step.name}`);
    else if (step.kind === "tool_response") console.log(`reads ${step.content.length} characters`);
    else {
      const blocks = step.content.matchAll(/<(\w+)>\n(.{0,90})/g);
      for (const [, kind, beginning] of blocks) console.log(`${kind}: ${beginning}`);
    }
  }
  const { modelCalls: team } = taught.usage;
  console.log(`The team made ${team} model calls, the student ${llm.callCount}.`);
  const isSame = `${learned.outcome?.ranking}` === `${taught.outcome?.ranking}`;
  console.log(`The ranking is ${isSame ? "the same" : "different"}.`);
}
