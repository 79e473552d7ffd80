import { FakeListChatModel } from "@langchain/core/utils/testing";
import { AIMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/evaluation/evaluate.js";
import { toPolicy, type RankingGraph } from "../../src/graphs/policy.js";
import { createStudent } from "../../src/graphs/student.js";
import type { VisibleTask } from "../../src/types.js";

const task: VisibleTask & { heldOut: string } = {
  id: "t",
  dataset: "tiny",
  scenario: "classic",
  split: "test",
  draw: 0,
  seed: 1,
  userId: "u",
  history: [],
  candidates: ["a", "b"],
  heldOut: "b",
};
const dataset = { items: new Map(), clock: "order" } as const;

describe("toPolicy", () => {
  it("returns the graph's ranking with calls, tokens and latency, and never passes the held-out item", async () => {
    const usage_metadata = { input_tokens: 5, output_tokens: 2, total_tokens: 7 };
    const said = (text: string) => Object.assign(new AIMessage(text), { usage_metadata });
    const model = fakeModel().respond(said("one")).respond(said("two"));
    const seen: unknown[] = [];
    const graph: RankingGraph<{ ranking: string[] }> = {
      async invoke(input, { context, callbacks }) {
        seen.push(input, context);
        await model.invoke("first", { callbacks });
        await model.invoke("second", { callbacks });
        return { ranking: ["b", "a"] };
      },
    };
    const answers: string[][] = [];
    const onAnswer = ({ ranking }: { ranking: string[] }) => answers.push(ranking);
    const answer = await toPolicy({ graph, dataset, name: "mine", onAnswer }).rank(task);
    expect(answer).toMatchObject({ ranking: ["b", "a"], modelCalls: 2, tokens: 14 });
    expect(answer.latencyMs).toBeGreaterThan(0);
    expect(answers).toEqual([["b", "a"]]);
    expect(JSON.stringify(seen)).not.toContain("heldOut");
  });

  it("counts 0 tokens if the model reports none", async () => {
    const model = new FakeListChatModel({ responses: ["x"] });
    const graph: RankingGraph<{ ranking: string[] }> = {
      async invoke(_input, { callbacks }) {
        await model.invoke("x", { callbacks });
        return { ranking: [] };
      },
    };
    const answer = await toPolicy({ graph, dataset, name: "mine" }).rank(task);
    expect(answer).toMatchObject({ modelCalls: 1, tokens: 0 });
  });

  it.each([
    { scores: { b: 2, a: 1, z: 9 }, ordered: [1, 2] },
    { scores: { b: 2 }, ordered: undefined },
    { scores: undefined, ordered: undefined },
  ])("returns $ordered for the scores $scores", async ({ scores, ordered }) => {
    const graph = { invoke: async () => ({ ranking: [], scores }) };
    const answer = await toPolicy({ graph, dataset, name: "mine" }).rank(task);
    expect(answer.scores).toEqual(ordered);
  });

  it("completes a short ranking by the student's scores", async () => {
    const message = new AIMessage({
      content: '<recommend>["a"]</recommend>',
      response_metadata: { candidate_scores: { a: 0.5, c: 0.1, b: 0.2 } },
    });
    const rank = async (answer: AIMessage) => {
      const graph = createStudent({ llm: fakeModel().respond(answer), tools: [] }).compile();
      const policy = toPolicy({ graph, dataset, name: "student" });
      const { records } = await evaluate({
        policies: [policy],
        tasks: [{ ...task, candidates: ["a", "c", "b"] }],
      });
      return records[0];
    };
    // Behind "a" the task's order is c, b; the scores say b, c.
    expect(await rank(message)).toMatchObject({ rank: 2, appended: 2 });
    expect(await rank(new AIMessage(message.text))).toMatchObject({ rank: 3, appended: 2 });
  });
});
