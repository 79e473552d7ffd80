import { formatHistory } from "../../../src/text/history-answer.js";
import { formatItem } from "../../../src/text/item-line.js";
import {
  TRAJECTORY_SCHEMA,
  type Step,
  type Trajectory,
} from "../../../src/trajectory/trajectory.js";
import type { Item } from "../../../src/types.js";
import { evidenceText, reading } from "../../support/evidence.js";

/** Candidates `10` to `29`; item 12 is held out. */
export const CANDIDATES: readonly Item[] = Array.from({ length: 20 }, (_, index) => ({
  id: `${index + 10}`,
  title: `Film ${index + 10}`,
  categories: ["Drama"],
}));
export const HELD_OUT = "12";

const text = { type: "string" };
export const TOOLS: Trajectory["tools"] = [
  tool("translate_evidence", "States evidence.", {
    user_id: text,
    item_id: text,
    focus: { type: "string", enum: ["recent", "long_term", "neighbors", "all"] },
  }),
  tool("lookup_user_history", "Reads earlier choices.", {
    user_id: text,
    window: { type: "string", enum: ["recent", "long_term", "all"] },
    limit: { type: "integer", minimum: 1, maximum: 1000 },
  }),
];

function tool(name: string, description: string, properties: Record<string, object>) {
  const parameters = JSON.parse(
    JSON.stringify({
      type: "object",
      properties,
      required: Object.keys(properties),
      additionalProperties: false,
    }),
  );
  return { type: "function" as const, function: { name, description, parameters } };
}

export const taskPrompt = (candidates = CANDIDATES) =>
  `<data>\nUser: 7\nEarlier choices: 8\nCandidates:\n${candidates.map((item) => `- ${formatItem(item)}`).join("\n")}\n</data>\nOrder these candidates.`;

export const historyAnswer = [
  "User 7 has 8 earlier choices. Window recent: all 8, oldest first.",
  ...formatHistory(
    Array.from({ length: 8 }, (_, index) => ({
      position: index + 1,
      item: { id: `${index + 1}`, title: `Past ${index + 1}`, categories: ["Comedy"] },
    })),
  ),
].join("\n");

export const evidenceAnswer = (candidates = CANDIDATES) =>
  evidenceText({
    focus: "recent",
    stated: ["together_3", "popularity"],
    rows: Object.fromEntries(
      candidates.map(({ id }, index) => [
        id,
        [reading("together_3", 50 - index, index), reading("popularity", 60, 9)],
      ]),
    ),
  });

/** A step without the fields that all steps of an agent share. */
export type ShortStep = { readonly kind: Step["kind"] } & Readonly<Record<string, unknown>>;

export const stepsOf = (agent: string, round: number, ...steps: readonly ShortStep[]): Step[] =>
  steps.map((step) => ({ agent, node: agent || step.kind, round, ...step }) as Step);

export const callStep = (callId: string, name: string, given: unknown): ShortStep => ({
  kind: "tool_call",
  callId,
  name,
  arguments: given,
});

export const answerStep = (callId: string, name: string, content: string): ShortStep => ({
  kind: "tool_response",
  callId,
  name,
  content,
  status: "success",
});

export const textStep = (kind: ShortStep["kind"], content: unknown): ShortStep => ({
  kind,
  content: typeof content === "string" ? content : JSON.stringify(content),
});

export const HISTORY_CALL = { user_id: "7", window: "recent", limit: 10 };
export const EVIDENCE_CALL = { user_id: "7", item_id: "candidates", focus: "recent" };

export const PLAN = stepsOf(
  "",
  1,
  textStep("plan", {
    reasoning: "A short history.",
    assignments: [
      { agent: "recent_interest", question: "What now?" },
      { agent: "user_profile", question: "Who?" },
    ],
  }),
);
export const RECENT = stepsOf(
  "recent_interest",
  1,
  callStep("call_1", "lookup_user_history", HISTORY_CALL),
  answerStep("call_1", "lookup_user_history", historyAnswer),
  callStep("call_2", "translate_evidence", EVIDENCE_CALL),
  answerStep("call_2", "translate_evidence", evidenceAnswer()),
  textStep("analysis", {
    reasoning: "Comedies lead to [12].",
    favorites: [{ item_id: "12", reason: "with last 3" }],
  }),
);
export const PROFILE = stepsOf(
  "user_profile",
  1,
  callStep("call_3", "translate_evidence", { ...EVIDENCE_CALL, focus: "neighbors" }),
  answerStep("call_3", "translate_evidence", "Evidence for user 7: nothing."),
  textStep("analysis", { reasoning: "Neighbors say [11].", favorites: [] }),
);
export const REVISE = stepsOf(
  "",
  1,
  textStep("reflection", {
    reasoning: "They disagree.",
    verdict: "revise",
    revisions: [{ agent: "recent_interest", question: "Is it [12]?" }],
  }),
);
const REVISION = stepsOf(
  "recent_interest",
  2,
  callStep("call_4", "translate_evidence", { ...EVIDENCE_CALL, item_id: "12", focus: "all" }),
  answerStep("call_4", "translate_evidence", "Evidence for user 7 on 1 item: strong."),
  textStep("analysis", { reasoning: "It is [12].", favorites: [] }),
);
export const ACCEPT = stepsOf(
  "",
  2,
  textStep("reflection", { reasoning: "Now they agree.", verdict: "accept", revisions: [] }),
);
export const RANKING = ["12", ...CANDIDATES.map(({ id }) => id).filter((id) => id !== "12")];
export const RECOMMEND = stepsOf(
  "",
  1,
  textStep("recommend", { reasoning: "[12] leads everywhere.", ranking: RANKING }),
);

export const STEPS: Step[] = [
  ...PLAN,
  ...RECENT,
  ...PROFILE,
  ...REVISE,
  ...REVISION,
  ...ACCEPT,
  ...RECOMMEND,
];

/** Trajectory of a teacher run with two agents and one revision. */
export function teacherTrajectory(changes: Partial<Trajectory> = {}): Trajectory {
  return {
    schema: TRAJECTORY_SCHEMA,
    id: "films/classic/test/7/8/0/1/0",
    task: {
      id: "films/classic/test/7/8/0/1",
      dataset: "films",
      synthetic: true,
      scenario: "classic",
      split: "test",
      draw: 0,
      seed: 1,
      userId: "7",
      candidates: CANDIDATES.map(({ id }) => id),
    },
    sample: 0,
    source: { graph: "star-teacher", fingerprint: "f", models: ["offline"], temperature: 0 },
    prompt: [
      { role: "system", content: "You are the planner." },
      { role: "user", content: `## Task\n${taskPrompt()}` },
    ],
    tools: TOOLS,
    steps: STEPS,
    usage: { modelCalls: 9, inputTokens: 800, outputTokens: 90 },
    outcome: { heldOut: HELD_OUT, ranking: RANKING, rank: 1, reward: null },
    status: "completed",
    error: null,
    ...changes,
  };
}
