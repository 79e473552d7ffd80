import { describe, expect, it } from "vitest";
import { toGraphInput } from "../../../src/graphs/graph-input.js";
import { createTeacher } from "../../../src/graphs/teacher.js";
import { OfflineModel } from "../../../src/models/offline/offline-model.js";
import { shuffle, createRandom } from "../../../src/random.js";
import { createTools } from "../../../src/tools/create-tools.js";
import { fitTinyShop, tinyShop } from "../../support/tiny-shop.js";
import { task } from "../../tools/support.js";
import { evidenceOn, evidenceSection, messagesFor } from "./support.js";

const index = await fitTinyShop();
const tools = createTools({ index, dataset: tinyShop });

const kinds = ["together_3", "soon_after_3", "factors_10"] as const;
const request = (percents: readonly number[]) =>
  messagesFor("ranker", {
    Evidence: evidenceSection([
      [
        "recent_interest",
        evidenceOn(
          Object.fromEntries(
            ["d", "e", "f"].map((id, index) => [
              id,
              Object.fromEntries(kinds.map((kind) => [kind, percents[index]])),
            ]),
          ),
        ),
      ],
    ]),
  });
const rankingOf = async (model: OfflineModel, percents: readonly number[]) =>
  (JSON.parse((await model.invoke(request(percents))).text) as { ranking: string[] }).ranking;

describe("OfflineModel", () => {
  it("explains three places, or as many as it is told", async () => {
    const countReasons = async (model: OfflineModel) => {
      const { reasoning } = JSON.parse((await model.invoke(request([1, 10, 50]))).text);
      return reasoning.match(/a favourite of/g)?.length ?? 0;
    };
    expect(await countReasons(new OfflineModel())).toBe(3);
    expect(await countReasons(new OfflineModel({ explained: 1 }))).toBe(1);
    expect(() => new OfflineModel({ explained: 1.5 })).toThrow("explained is 1.5");
  });

  it("gives the same answer to the same messages in any instance", async () => {
    const once = await new OfflineModel().invoke(request([1, 10, 50]));
    const again = await new OfflineModel().invoke(request([1, 10, 50]));
    expect(again.text).toBe(once.text);
    expect(again.usage_metadata).toEqual(once.usage_metadata);
  });

  it("ranks another item first when the evidence favors it", async () => {
    expect(await rankingOf(new OfflineModel(), [1, 10, 50])).toEqual(["d", "e", "f"]);
    expect(await rankingOf(new OfflineModel(), [50, 1, 10])).toEqual(["e", "f", "d"]);
  });

  it("ignores the seed at temperature 0", async () => {
    const rankings = await Promise.all(
      [1, 2, 3].map((seed) => rankingOf(new OfflineModel({ seed }), [40, 50, 60])),
    );
    expect(rankings).toEqual([
      ["d", "e", "f"],
      ["d", "e", "f"],
      ["d", "e", "f"],
    ]);
  });

  it("samples with its seed above temperature 0", async () => {
    const sample = (seed: number) =>
      rankingOf(new OfflineModel({ seed, temperature: 1 }), [40, 50, 60]);
    const rankings = await Promise.all(Array.from({ length: 20 }, (_, seed) => sample(seed)));
    expect(new Set(rankings.map((ranking) => ranking.join(""))).size).toBeGreaterThan(3);
    expect(await sample(7)).toEqual(rankings[7]);
    expect(rankings.every((ranking) => ranking.toSorted().join("") === "def")).toBe(true);
  });

  it("calls bound tools in one turn, in the format of chat models", async () => {
    const agent = messagesFor("recent_interest agent", {
      "Your question": "Use the focus recent.",
    });
    const message = await new OfflineModel().bindTools(tools).invoke(agent);
    expect(message.text).toBe("");
    expect(message.tool_calls).toEqual([
      {
        id: "call_recent_interest_1",
        name: "lookup_user_history",
        args: { user_id: "u1", window: "recent", limit: 10 },
        type: "tool_call",
      },
      {
        id: "call_recent_interest_2",
        name: "translate_evidence",
        args: { user_id: "u1", item_id: "candidates", focus: "recent" },
        type: "tool_call",
      },
    ]);
    expect((await new OfflineModel().invoke(agent)).tool_calls).toEqual([]);
  });

  it("estimates one token per four characters", async () => {
    const messages = request([1, 10, 50]);
    const { text, usage_metadata } = await new OfflineModel().invoke(messages);
    const read = messages.reduce((sum, message) => sum + message.text.length, 0);
    const [input_tokens, output_tokens] = [Math.ceil(read / 4), Math.ceil((text.length + 2) / 4)];
    expect(usage_metadata).toEqual({
      input_tokens,
      output_tokens,
      total_tokens: input_tokens + output_tokens,
    });
  });

  it.each([
    { what: "all tools", ablation: {} },
    { what: "no neighbors", ablation: { neighbors: false } },
    { what: "no evidence", ablation: { evidence: false } },
    { what: "only the history", ablation: { evidence: false, neighbors: false } },
  ])("plays all roles of the teacher with $what", async ({ ablation }) => {
    const llm = new OfflineModel();
    const teacher = createTeacher({
      llm,
      tools: createTools({ index, dataset: tinyShop, ...ablation }),
    }).compile();
    const { ranking } = await teacher.invoke(toGraphInput(task, tinyShop), { context: { task } });
    expect(ranking.toSorted()).toEqual(["d", "e", "f"]);
  });

  it("plays agents without rules of their own", async () => {
    const agents = ["critic", "fan"].map((name) => ({
      name,
      description: "looks",
      prompt: `You are the ${name} agent.`,
      tools: tools.map((tool) => tool.name),
    }));
    const teacher = createTeacher({ llm: new OfflineModel(), tools, agents }).compile();
    const answer = await teacher.invoke(toGraphInput(task, tinyShop), { context: { task } });
    expect(answer.findings.slice(0, 2).map(({ agent }) => agent)).toEqual(["critic", "fan"]);
    expect(answer.ranking.toSorted()).toEqual(["d", "e", "f"]);
  });

  it("ranks independently of the order of the candidates", async () => {
    const teacher = createTeacher({ llm: new OfflineModel(), tools }).compile();
    const rankings = [1, 2, 3].map(async (seed) => {
      const shuffled = { ...task, candidates: shuffle(task.candidates, createRandom(seed)) };
      const input = toGraphInput(shuffled, tinyShop);
      return (await teacher.invoke(input, { context: { task: shuffled } })).ranking;
    });
    const [first, ...others] = await Promise.all(rankings);
    for (const ranking of others) expect(ranking).toEqual(first);
  });
});
