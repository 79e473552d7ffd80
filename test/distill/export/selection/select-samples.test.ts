import { describe, expect, it } from "vitest";
import { createDuplicateFilter } from "../../../../src/distill/export/selection/duplicates.js";
import { EXPORT_DEFAULTS, type ExportSettings } from "../../../../src/distill/export/settings.js";
import { createRecordBuilder } from "../../../../src/distill/export/to-records.js";
import { renderLinear } from "../../../../src/distill/transcript/render-linear.js";
import { toConversation } from "../../../../src/distill/transcript/to-conversation.js";
import type { Trajectory } from "../../../../src/trajectory/trajectory.js";
import { chatOf, sampleOf } from "../support.js";

const build = (settings: Partial<ExportSettings>) =>
  createRecordBuilder({ ...EXPORT_DEFAULTS, keepRank: null, ...settings });

/** Verdicts on the samples of one task. */
const verdictsOf = (samples: readonly Trajectory[], settings: Partial<ExportSettings>) =>
  build(settings)(samples).verdicts;

const user = "u1";
const ranked = (...ranks: readonly number[]) =>
  ranks.map((rank, sample) => sampleOf({ user, rank, sample }));
const lengthOf = (trajectory: Trajectory) => renderLinear(toConversation(trajectory)).text.length;

describe("the condition", () => {
  it("drops the rows for which it does not hold", () => {
    expect(verdictsOf(ranked(1, 4, 3), { where: "rank <= 3" })).toEqual([
      "kept",
      "filtered_out",
      "kept",
    ]);
  });

  it("reads the values of a transcript, its trajectory and its task", () => {
    const [first, second] = ranked(1, 2);
    const chars = lengthOf(first!);
    const { steps, source } = first!;
    const conditions = [
      `length = ${chars} and length > ${chars - 1}`,
      `steps = ${steps.length} and rounds = 2 and sample = 0`,
      "samples = 2 and successes = 1 and difficulty = 'medium'",
      "calls = 4 and turns = 5",
      // Format 1 and outcome 1.
      "reward = 2",
      `model = "${source.models[0]}" and temperature = ${source.temperature}`,
      "rendering = 'single-agent' and status = 'completed' and graph != null",
      `user = "u1" and task = "${first!.task!.id}" and id = "${first!.id}"`,
      "dataset = 'films' and scenario = 'classic' and agent != null and tokens = null",
    ];
    for (const where of conditions) {
      const [verdict] = verdictsOf([first!, second!], { where });
      expect([where, verdict]).toEqual([where, "kept"]);
    }
  });

  it("reads the values of a conversation, whose trajectory has no task", () => {
    const chat = chatOf([{ role: "user", content: "2 + 2?" }]);
    const where = [
      "rank = null and reward = null and samples = null and user = null and difficulty = null",
      "agent = 'chat' and model = 'm' and rendering = 'conversation' and turns = 1 and calls = 0",
    ];
    expect(verdictsOf([chat], { where: where.join(" and ") })).toEqual(["kept"]);
    expect(verdictsOf([chat], { where: "rank <= 3" })).toEqual(["filtered_out"]);
  });

  it("counts the calls of dropped conversations, and weights the others anew", () => {
    const { examples, calls, verdicts } = build({ where: "agent != 'tutor'" })([twoAgents()]);
    expect(verdicts).toEqual(["kept_partly"]);
    expect(calls).toMatchObject({ trained: 1, filtered_out: 1 });
    expect(examples.map(({ rollout }) => rollout)).toEqual([
      { trajectory: "sum-1", agent: "chat", weight: 1 },
    ]);
    const all = build({ where: "agent in ('tutor', 'chat')" })([twoAgents()]);
    expect(all.examples.map(({ rollout }) => rollout?.weight)).toEqual([0.5, 0.5]);
  });
});

describe("the preferred samples", () => {
  // 1 and 3 are shorter than 0 and 2, and as long as each other.
  const samples = [
    sampleOf({ user, rank: 2, sample: 0 }),
    sampleOf({ user, rank: 5, sample: 1, isShort: true }),
    sampleOf({ user, rank: 2, sample: 2 }),
    sampleOf({ user, rank: 6, sample: 3, isShort: true }),
  ];

  const takenOf = (settings: Partial<ExportSettings>, from: readonly Trajectory[] = samples) =>
    verdictsOf(from, settings).flatMap((verdict, sample) => (verdict === "kept" ? [sample] : []));

  it("are in the order of the file with all", () => {
    expect(takenOf({ select: "all" })).toEqual([0, 1, 2, 3]);
    expect(takenOf({ select: "all", perTask: 2 })).toEqual([0, 1]);
  });

  it("are one per task with best and shortest", () => {
    expect(takenOf({ select: "best" })).toEqual([0]);
    expect(takenOf({ select: "best", perTask: 3 })).toEqual([0, 1, 2]);
    expect(takenOf({ select: "shortest" })).toEqual([1]);
    expect(takenOf({ select: "shortest", perTask: 2 })).toEqual([1, 3]);
    expect(takenOf({ select: "shortest", perTask: 3 })).toEqual([0, 1, 3]);
  });

  it("are chosen by reward, then by length, then by sample number if ranks are equal", () => {
    const [long, , equal] = samples;
    const short = sampleOf({ user, rank: 2, sample: 9, isShort: true });
    // A transcript without a tool call has a format error: its reward is lower.
    expect(takenOf({ select: "best" }, [short, equal!, long!])).toEqual([2]);
    const rewarded = { ...short, outcome: { ...short.outcome!, reward: 1.9 } };
    expect(takenOf({ select: "best" }, [long!, rewarded])).toEqual([1]);
    const same = [equal!, long!].map((one) => ({
      ...one,
      outcome: { ...one.outcome!, reward: 1.9 },
    }));
    expect(takenOf({ select: "best" }, [...same, rewarded])).toEqual([2]);
  });

  it("are those that the filters keep, and the others are counted by their own reason", () => {
    const settings = { keepRank: 5, where: "sample > 0", select: "shortest" } as const;
    expect(verdictsOf(samples, settings)).toEqual([
      "filtered_out",
      "kept",
      "not_selected",
      "ranked_lower",
    ]);
  });

  it("supply the chosen answers of pairs; rejected answers are not selected", () => {
    const { pairs } = build({ where: "sample != 1", select: "best" })(ranked(2, 1, 1, 1, 3));
    expect(pairs.map(({ id }) => id.replaceAll("films/classic/train/u1/8/0/1/", ""))).toEqual([
      "2 > 0",
    ]);
  });
});

describe("duplicates", () => {
  const twins = [
    ...ranked(2, 2),
    { ...sampleOf({ user: "u2", rank: 2 }), prompt: ranked(1)[0]!.prompt },
    sampleOf({ user: "u2", rank: 2 }),
  ];

  it("are rows with an equal text, in all tasks", () => {
    const select = build({ dedup: "text" });
    expect(select(twins.slice(0, 2)).verdicts).toEqual(["kept", "duplicate"]);
    expect(select(twins.slice(2)).verdicts).toEqual(["duplicate", "kept"]);
  });

  it("are rows with an equal prompt, of which the preferred one is kept", () => {
    const settings = { dedup: "prompt", select: "best", perTask: 9 } as const;
    expect(verdictsOf(ranked(3, 1, 2), settings)).toEqual(["duplicate", "kept", "duplicate"]);
    expect(verdictsOf(ranked(3, 1, 2), { dedup: "prompt" })).toEqual([
      "kept",
      "duplicate",
      "duplicate",
    ]);
  });

  it("do not count as samples of the task", () => {
    const settings = { dedup: "text", perTask: 2 } as const;
    expect(verdictsOf(ranked(2, 2, 3, 4), settings)).toEqual([
      "kept",
      "duplicate",
      "kept",
      "not_selected",
    ]);
  });

  it("differ if other parts of the same text are trained", () => {
    const rowOf = (...trained: readonly boolean[]) => ({
      text: "abc",
      spans: trained.map((trainable, at) => ({
        start: at,
        end: at + 1,
        role: "assistant" as const,
        trainable,
      })),
    });
    const texts = createDuplicateFilter("text");
    const rows = [rowOf(false, true, true), rowOf(false, false, true), rowOf(false, true, true)];
    expect(rows.map(texts.isFirst)).toEqual([true, true, false]);
    const prompts = createDuplicateFilter("prompt"); // a, ab, a
    expect(rows.map(prompts.isFirst)).toEqual([true, true, false]);
    expect(prompts.isFirst({ ...rowOf(false, true, true), text: "axy" })).toBe(false);
  });
});

describe("the outcome of a task", () => {
  it("counts all samples, whatever is selected", () => {
    const failed = { ...ranked(1)[0]!, status: "failed" as const, outcome: null };
    const { group } = build({ where: "sample > 5" })([...ranked(1, 2), failed]);
    expect(group).toEqual({ samples: 3, successes: 1 });
    expect(build({})([chatOf([{ role: "user", content: "?" }])]).group).toBeUndefined();
  });
});

/** Two agents that answer the same question, in conversations of their own. */
function twoAgents(): Trajectory {
  const chat = chatOf([{ role: "user", content: "2 + 2?" }]);
  const [call] = chat.calls!;
  return { ...chat, calls: [{ ...call!, node: "tutor" }, call!] };
}
