import { describe, expect, it, vi } from "vitest";
import { createSyntheticDataset } from "../../src/data/synthetic.js";
import { fitInteractions } from "../../src/data/split-targets.js";
import { fitCollaborativeIndex } from "../../src/collaborative/collaborative-index.js";
import { recommend } from "../../src/graphs/recommend.js";
import type { RecommendOptions } from "../../src/graphs/recommend-options.js";
import { RETRIEVAL_METHODS } from "../../src/graphs/retrieve-candidates.js";
import type { RankedAnswer, RankingGraph } from "../../src/graphs/policy.js";
import { createStudent } from "../../src/graphs/student.js";
import { createTeacher } from "../../src/graphs/teacher.js";
import { OfflineModel } from "../../src/models/offline/offline-model.js";
import { createTools } from "../../src/tools/create-tools.js";
import { TrajectoryRecorder } from "../../src/trajectory/recorder/recorder.js";
import { fitTinyShop, tinyShop } from "../support/tiny-shop.js";
import { modelOf } from "./student-support.js";

const dataset = createSyntheticDataset({ users: 80, items: 100, interactions: 2_000 });
const index = await fitCollaborativeIndex({
  sequences: fitInteractions(dataset, "test"),
  items: dataset.items.keys(),
});
const tools = createTools({ index, dataset });
const teacher = createTeacher({ llm: new OfflineModel(), tools }).compile();
const userId = dataset.interactions[0]!.userId;
const own = dataset.interactions.filter((one) => one.userId === userId);
const ids = (items: readonly { itemId: string }[]) => items.map(({ itemId }) => itemId);

/** A graph that ranks as told and keeps what it was invoked with. */
function graphOf(rank: (candidates: string[]) => RankedAnswer) {
  const invoke = vi.fn<RankingGraph<RankedAnswer>["invoke"]>(async ({ candidates }) =>
    rank(candidates),
  );
  return { invoke };
}
const asGiven = () => graphOf((ranking) => ({ ranking }));

describe("recommend", () => {
  it("returns a teacher's ranking with evidence, plan, analyses, reflection and reasoning", async () => {
    const answer = await recommend(teacher, { userId, dataset, index });
    expect(ids(answer.ranking).toSorted()).toEqual(answer.candidates.toSorted());
    expect(answer).toMatchObject({ appended: [], plan: expect.stringMatching(/./) });
    expect(answer.reasoning).not.toBe(answer.reflection);
    for (const text of [answer.reasoning, answer.reflection]) expect(text).toMatch(/\w+/);
    expect(answer.analyses.map(({ agent }) => agent)).toContain("recent_interest");
    expect(answer.analyses[0]?.text).not.toContain("{");
    const [first] = answer.ranking;
    expect(first?.title).toBe(dataset.items.get(first!.itemId)?.title);
    expect(first?.evidence.join()).toMatch(/with last \d+: \d+ of \d+/);
    expect(answer.usage.modelCalls).toBeGreaterThan(3);
  });

  it("is deterministic", async () => {
    const [first, second] = [
      await recommend(teacher, { userId, dataset, index }),
      await recommend(teacher, { userId, dataset, index }),
    ];
    expect(second).toEqual(first);
  });

  it("returns a student's ranking with its tagged reasoning; appends what it leaves out", async () => {
    const shop = { dataset: tinyShop, index: await fitTinyShop() };
    const student = createStudent({ llm: modelOf(), tools: createTools(shop) }).compile();
    const candidates = ["f", "d", "e"];
    const answer = await recommend(student, { ...shop, userId: "u1", candidates });
    expect(answer).toMatchObject({
      ranking: [{ itemId: "e", title: "Item e" }, { itemId: "d" }, { itemId: "f" }],
      appended: ["f"],
      candidates,
      plan: "Read the history.",
      analyses: [{ agent: "student", text: "Three choices." }],
      reflection: "They agree.",
      reasoning: "They agree.",
    });
    expect(answer.ranking[0]!.evidence.length).toBeGreaterThan(3);
  });

  it("returns null and empty lists for a graph that only ranks", async () => {
    const answer = await recommend(asGiven(), { userId, dataset, index, candidateCount: 2 });
    expect(answer).toMatchObject({ plan: null, analyses: [], reflection: null, reasoning: null });
    expect(answer.ranking.map(({ evidence }) => evidence)).toEqual([[], []]);
  });

  it("shows the graph the whole history, in order of time, as prompt and as context", async () => {
    const graph = asGiven();
    await recommend(graph, { userId, dataset, index });
    const [input, { context }] = graph.invoke.mock.calls[0]!;
    expect(input.opening).toContain(`Earlier choices: ${own.length}`);
    expect(context.task.history).toEqual(own.toSorted((a, b) => a.timestamp - b.timestamp));
    expect(context.task).toMatchObject({
      userId,
      dataset: dataset.name,
      candidates: input.candidates,
    });
    expect(context.task).not.toHaveProperty("heldOut");
  });

  it.each(RETRIEVAL_METHODS)("retrieves new items by %s, deterministically", async (retrieve) => {
    const options = { userId, dataset, index, retrieve };
    const { candidates } = await recommend(asGiven(), options);
    expect(new Set(candidates).size).toBe(20);
    expect(ids(own).filter((id) => candidates.includes(id))).toEqual([]);
    expect((await recommend(asGiven(), options)).candidates).toEqual(candidates);
    const few = await recommend(asGiven(), { ...options, candidateCount: 5 });
    expect(few.candidates).toEqual(candidates.slice(0, 5));
  });

  it("retrieves by EASE by default, and the methods differ", async () => {
    const by = async (options: Partial<RecommendOptions>) =>
      (await recommend(asGiven(), { userId, dataset, index, ...options })).candidates;
    expect(await by({})).toEqual(await by({ retrieve: "ease" }));
    const found = await Promise.all(RETRIEVAL_METHODS.map((retrieve) => by({ retrieve })));
    expect(new Set(found.map(String)).size).toBe(3);
  });

  it("passes callbacks and signal to the graph", async () => {
    const recorder = new TrajectoryRecorder();
    const controller = new AbortController();
    const { signal } = controller;
    const graph = graphOf((ranking) => {
      controller.abort("enough");
      return { ranking };
    });
    await recommend(graph, { userId, dataset, index, callbacks: [recorder], signal });
    const [, options] = graph.invoke.mock.calls[0]!;
    expect(options.callbacks).toContain(recorder);
    expect(options.signal?.reason).toBe("enough");
  });

  it("fails when the graph ranks anything but candidates", async () => {
    const graph = graphOf(([first = ""]) => ({ ranking: [first, first] }));
    await expect(recommend(graph, { userId, dataset, index })).rejects.toMatchObject({
      code: "RANKING_INVALID",
    });
  });

  const [a, b] = [...dataset.items.keys()] as [string, string];
  it.each<[string, object, string, string]>([
    [
      "an unknown user",
      { userId: "nobody" },
      "INVALID_ARGUMENT",
      'There is no user "nobody" in the dataset',
    ],
    [
      "a user without history",
      { dataset: { ...dataset, interactions: [] } },
      "INVALID_ARGUMENT",
      "has no interactions in the dataset",
    ],
    [
      "an unknown candidate",
      { candidates: [a, "x"] },
      "UNKNOWN_ITEM",
      'candidates[1] is "x", which is not in the dataset.',
    ],
    [
      "a duplicate candidate",
      { candidates: [a, b, a] },
      "INVALID_ARGUMENT",
      `candidates[2] is "${a}" again.`,
    ],
    [
      "one candidate",
      { candidates: [a] },
      "INVALID_ARGUMENT",
      "candidates is an array of 1. Pass an array of at least two",
    ],
    ["candidates as text", { candidates: a }, "INVALID_ARGUMENT", `candidates is "${a}".`],
    [
      "one candidate to retrieve",
      { candidateCount: 1 },
      "INVALID_ARGUMENT",
      "candidateCount is 1. Pass an integer of at least 2.",
    ],
    [
      "an unknown method",
      { retrieve: "magic" },
      "INVALID_ARGUMENT",
      'retrieve is "magic". Pass one of: ease, als, neighbors.',
    ],
    [
      "no index to retrieve with",
      { index: undefined },
      "INVALID_ARGUMENT",
      "index is undefined. Pass `await fit",
    ],
    [
      "an index without EASE",
      { index: { ...index, ease: null } },
      "INVALID_ARGUMENT",
      'retrieve: "als" or "neighbors"',
    ],
    ["no dataset", { dataset: undefined }, "INVALID_ARGUMENT", "dataset is undefined."],
    ["an unknown option", { count: 3 }, "INVALID_ARGUMENT", 'recommend has no option "count".'],
  ])("rejects %s", async (_, options, code, message) => {
    const graph = asGiven();
    const made = recommend(graph, { userId, dataset, index, ...options });
    await expect(made).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect(graph.invoke).not.toHaveBeenCalled();
  });

  it("needs no index when candidates are given", async () => {
    const answer = await recommend(asGiven(), { userId, dataset, candidates: [b, a] });
    expect(ids(answer.ranking)).toEqual([b, a]);
  });

  it("asks to compile a graph that is not compiled", async () => {
    const graph = createTeacher({ llm: new OfflineModel(), tools }) as never;
    await expect(recommend(graph, { userId, dataset, index })).rejects.toThrow(
      "graph is an instance of StateGraph. Compile it first: pass `graph.compile()`.",
    );
  });
});
