import { describe, expect, it } from "vitest";
import { EXPORT_DEFAULTS } from "../../../src/distill/export/settings.js";
import { assignSplit } from "../../../src/distill/export/origin.js";
import { splitAtDivergence } from "../../../src/distill/export/preference-pairs.js";
import { createRecordBuilder } from "../../../src/distill/export/to-records.js";
import type { Conversation, Message } from "../../../src/distill/transcript/conversation.js";
import { toConversation, toPrompt } from "../../../src/distill/transcript/to-conversation.js";
import { renderLinear } from "../../../src/distill/transcript/render-linear.js";
import type { Trajectory } from "../../../src/trajectory/trajectory.js";
import { sampleOf, chatOf } from "./support.js";

const user: Message = { role: "user", content: "Rank them." };
const say = (content: string): Message => ({ role: "assistant", content });
const call = (id: string): Message => ({
  role: "assistant",
  content: "",
  tool_calls: [{ type: "function", function: { name: "ask", arguments: { id } } }],
});
const answer = (content: string): Message => ({ role: "tool", name: "ask", content });
const talk = (...messages: Message[]): Conversation => ({ tools: [], messages });
const tool = {
  type: "function",
  function: { name: "ask", description: "Asks.", parameters: { type: "object" } },
} as const;

describe("splitAtDivergence", () => {
  it.each([
    {
      name: "conversations of equal length that differ in the last turn",
      chosen: talk(user, call("1"), answer("a"), say("yes")),
      rejected: talk(user, call("1"), answer("a"), say("no")),
      prefix: 3,
    },
    {
      name: "conversations of equal length that differ from the first turn",
      chosen: talk(user, say("yes")),
      rejected: talk(user, say("no")),
      prefix: 1,
    },
    {
      name: "conversations of different length",
      chosen: talk(user, call("1"), answer("a"), call("2"), answer("b"), say("yes")),
      rejected: talk(user, call("1"), answer("a"), say("no")),
      prefix: 3,
    },
    {
      // Message 2, an answer, differs. Message 1 is the last assistant turn before it, although it is equal in both.
      name: "conversations that differ in a tool answer",
      chosen: talk(user, call("1"), answer("a"), say("yes")),
      rejected: talk(user, call("1"), answer("b"), say("yes")),
      prefix: 1,
    },
  ])("splits $name", ({ chosen, rejected, prefix }) => {
    expect(splitAtDivergence(chosen, rejected)).toEqual({
      prompt: chosen.messages.slice(0, prefix),
      chosen: chosen.messages.slice(prefix),
      rejected: rejected.messages.slice(prefix),
    });
  });

  it.each([
    {
      name: "equal conversations",
      chosen: talk(user, say("yes")),
      rejected: talk(user, say("yes")),
    },
    {
      name: "conversations without a common prefix (length 0)",
      chosen: talk(user, say("yes")),
      rejected: talk({ role: "user", content: "Something else." }, say("no")),
    },
    {
      name: "conversations that differ from an assistant turn at position 0",
      chosen: talk(say("yes")),
      rejected: talk(say("no")),
    },
    {
      name: "conversations that differ in a user turn",
      chosen: talk(user, { role: "user", content: "Briefly." }, say("yes")),
      rejected: talk(user, { role: "user", content: "At length." }, say("no")),
    },
    {
      name: "conversations of which only one continues with an assistant turn",
      chosen: talk(user, say("yes")),
      rejected: talk(user, { role: "user", content: "At length." }, say("no")),
    },
    {
      name: "conversations with different tools",
      chosen: talk(user, say("yes")),
      rejected: { ...talk(user, say("no")), tools: [tool] },
    },
  ])("gives no pair for $name", ({ chosen, rejected }) => {
    expect(splitAtDivergence(chosen, rejected)).toBeUndefined();
  });
});

describe("assignSplit", () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `user ${index}`);
  const countValidation = (validationShare: number, seed = 1) =>
    names.filter((name) => assignSplit(name, { validationShare, seed }) === "validation").length;

  it("assigns a tenth of the users to the validation split by default", () => {
    expect(EXPORT_DEFAULTS.validationShare).toBe(0.1);
    // Binomial with n = 10,000 and p = 0.1: mean 1,000, standard deviation sqrt(900) = 30. The bounds are 4 of them.
    const count = countValidation(EXPORT_DEFAULTS.validationShare);
    expect(count).toBeGreaterThan(880);
    expect(count).toBeLessThan(1120);
  });

  it("assigns no user for a share of 0, and all users for a share of 1", () => {
    expect([countValidation(0), countValidation(1)]).toEqual([0, 10_000]);
  });

  it("assigns the same users in every version", () => {
    const splits = names
      .slice(0, 10)
      .map((name) => assignSplit(name, { validationShare: 0.2, seed: 1 }));
    expect(splits.map((split, user) => `${split} ${user}`)).toEqual([
      "train 0",
      "validation 1",
      "train 2",
      "train 3",
      "train 4",
      "train 5",
      "train 6",
      "validation 7",
      "validation 8",
      "train 9",
    ]);
  });

  it("depends on the seed, and only adds users when the share grows", () => {
    const splitOf = (name: string, validationShare: number, seed: number) =>
      assignSplit(name, { validationShare, seed });
    expect(names.some((name) => splitOf(name, 0.1, 1) !== splitOf(name, 0.1, 2))).toBe(true);
    const validation = names.filter((name) => splitOf(name, 0.1, 1) === "validation");
    expect(validation.every((name) => splitOf(name, 0.2, 1) === "validation")).toBe(true);
  });
});

/** Samples of one task, with these ranks of the held-out item. */
const samplesOf = (...ranks: readonly number[]): Trajectory[] =>
  ranks.map((rank, sample) => sampleOf({ user: "u1", sample, rank }));
const build = createRecordBuilder(EXPORT_DEFAULTS);
const TASK = "films/classic/train/u1/8/0/1";

describe("preference pairs", () => {
  it("pair the first success with the first failure, the second with the second", () => {
    const samples = samplesOf(4, 1, 1, 2, 1);
    const { pairs } = build(samples);
    expect(pairs.map(({ id }) => id)).toEqual([`${TASK}/1 > ${TASK}/0`, `${TASK}/2 > ${TASK}/3`]);
    const [chosen, rejected] = [toConversation(samples[1]!), toConversation(samples[0]!)];
    expect(pairs[0]).toEqual({
      id: `${TASK}/1 > ${TASK}/0`,
      user: "u1",
      split: assignSplit("u1", EXPORT_DEFAULTS),
      tools: chosen.tools,
      prompt: chosen.messages.slice(0, -1),
      chosen: chosen.messages.slice(-1),
      rejected: rejected.messages.slice(-1),
    });
  });

  it.each([
    { name: "no failure", samples: samplesOf(1, 1) },
    { name: "no success", samples: samplesOf(2, 3) },
    { name: "a failure without an outcome", samples: [samplesOf(1), without("outcome")].flat() },
    { name: "a failure without a task", samples: [samplesOf(1), without("task")].flat() },
    {
      name: "an unfinished success",
      samples: [{ ...samplesOf(1)[0]!, status: "failed" as const }, ...samplesOf(2)],
    },
    {
      name: "an unfinished failure",
      samples: [...samplesOf(1), { ...samplesOf(2)[0]!, incomplete: true as const }],
    },
    { name: "different tools", samples: [...samplesOf(1), { ...samplesOf(2)[0]!, tools: [] }] },
  ])("are not made of $name", ({ samples }) => {
    expect(build(samples).pairs).toEqual([]);
  });

  it("are made only if both texts are within the length limit", () => {
    const sample = (rank: number, isShort: boolean) => sampleOf({ user: "u1", rank, isShort });
    const maxChars = renderLinear(toConversation(sample(1, true))).text.length;
    const limited = createRecordBuilder({ ...EXPORT_DEFAULTS, maxChars });
    expect(limited([sample(1, true), sample(2, true)]).pairs).toHaveLength(1);
    expect(limited([sample(1, true), sample(2, false)]).pairs).toEqual([]);
    expect(limited([sample(1, false), sample(2, true)]).pairs).toEqual([]);
  });
});

describe("training examples", () => {
  it("are the kept samples, with a verdict for every sample", () => {
    const samples = samplesOf(2, 1);
    const { verdicts, examples, tokens } = build(samples);
    expect(verdicts).toEqual(["ranked_lower", "kept"]);
    const conversation = toConversation(samples[1]!);
    expect(examples).toEqual([
      {
        id: `${TASK}/1`,
        user: "u1",
        split: assignSplit("u1", EXPORT_DEFAULTS),
        conversation,
        linear: renderLinear(conversation),
      },
    ]);
    expect(tokens).toEqual([]); // nothing counts them
  });

  it("have token counts where a meter is given, and leave out texts over the limit", () => {
    const parts = { plan: 1, analysis: 0, calls: 0, reflection: 0, recommend: 0, other: 0 };
    const measure = ({ text }: { text: string }) => ({ total: text.length, trained: 1, parts });
    const [long] = samplesOf(1);
    const total = renderLinear(toConversation(long!)).text.length;
    const measured = (maxTokens: number) =>
      createRecordBuilder({ ...EXPORT_DEFAULTS, maxTokens }, { meter: { measure } })([long!]);
    expect(measured(total)).toMatchObject({ verdicts: ["kept"], tokens: [{ total, trained: 1 }] });
    expect(measured(total - 1)).toMatchObject({ verdicts: ["too_long"], examples: [], tokens: [] });
  });

  it("are split by their id if there is no user", () => {
    const chat = chatOf([{ role: "user", content: "2 + 2?" }]);
    const settings = (seed: number) => ({ ...EXPORT_DEFAULTS, validationShare: 0.5, seed });
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const splits = seeds.map((seed) => {
      const [example] = createRecordBuilder(settings(seed))([chat]).examples;
      expect(example).toMatchObject({ id: `${chat.id}/conversation/1`, user: null });
      return example?.split;
    });
    expect(splits).toEqual(seeds.map((seed) => assignSplit(chat.id, settings(seed))));
    expect(new Set(splits).size).toBe(2);
  });
});

describe("the training prompt", () => {
  it("is the task before the first assistant turn, with its held-out item", () => {
    const [sample] = samplesOf(3);
    expect(build([sample!]).prompt).toEqual({
      id: TASK,
      user: "u1",
      split: assignSplit("u1", EXPORT_DEFAULTS),
      conversation: toPrompt(sample!),
      groundTruth: "12",
      candidates: sample!.task!.candidates,
      difficulty: null,
    });
  });

  it.each([
    { ranks: [1], difficulty: null },
    { ranks: [1, 1], difficulty: "easy" },
    { ranks: [1, 2, 1], difficulty: "medium" },
    { ranks: [2, 3], difficulty: "hard" },
  ])("is $difficulty for ranks $ranks", ({ ranks, difficulty }) => {
    expect(build(samplesOf(...ranks)).prompt?.difficulty).toBe(difficulty);
  });

  it.each([
    { name: "unfinished", sample: { ...samplesOf(1)[0]!, status: "failed" as const } },
    { name: "without a task", sample: without("task") },
    { name: "without an outcome", sample: without("outcome") },
    {
      name: "with a prompt that trainers render differently",
      sample: { ...samplesOf(1)[0]!, prompt: [{ role: "user" as const, content: "\ud800" }] },
    },
  ])("comes from the next sample after one $name", ({ sample }) => {
    expect(build([sample]).prompt).toBeUndefined();
    expect(build([sample, ...samplesOf(1)]).prompt?.conversation).toEqual(
      toPrompt(samplesOf(1)[0]!),
    );
  });
});

/** A sample of rank 2 that lacks its task or its outcome. */
function without(field: "task" | "outcome"): Trajectory {
  const prompt = [
    { role: "system", content: "You rank." },
    { role: "user", content: "Rank them." },
  ] as const;
  const sample = sampleOf({ user: "u1", sample: 9, rank: 2 });
  return { ...sample, ...(field === "task" ? { prompt: [...prompt] } : {}), [field]: null };
}
