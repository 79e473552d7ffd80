import { FakeListChatModel } from "@langchain/core/utils/testing";
import { AIMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { describe, expect, it } from "vitest";
import { toPolicy, type RankingGraph } from "../../src/graphs/policy.js";
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
  it("gives the graph's ranking with calls, tokens and time, and never shows the held-out item", async () => {
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

  it("counts no tokens where the model reports none", async () => {
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
});
