import { readBlocks } from "../../../text/blocks.js";
import { parseHistoryAnswer } from "../../../text/history-answer.js";
import { namesAnotherUser } from "../../../text/task-id.js";
import { listCandidates, listLatestItems } from "../../../text/task-prompt.js";
import { DIFFICULTIES } from "../../difficulty.js";
import type { Conversation, Message } from "../../transcript/conversation.js";
import { findCallError } from "../../transcript/reward/check-call.js";
import { zeroCounts } from "../counts.js";
import type { PreferencePair, TrainingExample, TrainingPrompt } from "../formats/records.js";
import type { DifficultyCounts } from "../prompt-rows.js";
import { RENDERINGS, type Rendering, renderingOf } from "../renderings.js";
import type { ExportSettings } from "../settings.js";
import { assignSplit } from "../origin.js";
import { createDuplicateFilter } from "../selection/duplicates.js";

/** Checks of records that do not concern their rendered text. Each method returns messages, empty for a valid record. */
interface Inspector {
  example(example: TrainingExample): string[];
  prompt(prompt: TrainingPrompt): string[];
  pair(pair: PreferencePair): string[];
  /** Counts of the inspected prompts of the training split. */
  difficulties(): DifficultyCounts;
  /** Counts of the inspected examples per rendering. */
  renderings(): Readonly<Record<Rendering, number>>;
}

/** Creates an inspector. It remembers the ids of the inspected records to find duplicates. */
export function createInspector(settings: ExportSettings): Inspector {
  const seen = {
    examples: new Set<string>(),
    prompts: new Set<string>(),
    pairs: new Set<string>(),
  };
  const difficulties = zeroCounts([...DIFFICULTIES, "unknown"]);
  const rows = zeroCounts(RENDERINGS);
  const duplicates = createDuplicateFilter(settings.dedup);
  return {
    difficulties: () => difficulties,
    renderings: () => rows,
    example: ({ conversation, rollout, ...origin }) => {
      rows[renderingOf(rollout)]++;
      return [
        ...inspectOrigin({ ...origin, ...rollout }, seen.examples, settings),
        // A conversation may contain calls that did not fit and were refused.
        ...(rollout === undefined ? inspectCalls(conversation) : []),
        ...inspectLeaks(conversation.messages),
        ...(duplicates.isFirst(origin.linear)
          ? []
          : [`its ${settings.dedup} is equal to that of an earlier row`]),
      ];
    },
    prompt: ({ conversation, groundTruth, candidates, difficulty, ...origin }) => {
      if (origin.split === "train") difficulties[difficulty ?? "unknown"]++;
      return [
        ...inspectOrigin(origin, seen.prompts, settings),
        ...inspectCalls(conversation),
        ...inspectLeaks(conversation.messages),
        ...inspectAnswer({ groundTruth, candidates, messages: conversation.messages }),
      ];
    },
    pair: ({ tools, prompt, chosen, rejected, ...origin }) => [
      ...inspectOrigin(origin, seen.pairs, settings),
      ...[chosen, rejected].flatMap((continuation) => {
        const messages = [...prompt, ...continuation];
        return [...inspectCalls({ tools, messages }), ...inspectLeaks(messages)];
      }),
      ...(firstRecommendedItem(chosen) === firstRecommendedItem(rejected)
        ? ["chosen and rejected recommend the same item first, so at most one label can be correct"]
        : []),
    ],
  };
}

interface Origin {
  readonly id: string;
  readonly user: string | null;
  readonly split: string;
  /** Id of the trajectory, if it is not that of the row. */
  readonly trajectory?: string;
}

function inspectOrigin(
  { id, user, split, trajectory = id }: Origin,
  seen: Set<string>,
  settings: ExportSettings,
) {
  const isDuplicate = seen.has(id);
  seen.add(id);
  const expected = assignSplit(user ?? trajectory, settings);
  return [
    ...(isDuplicate ? ["duplicate id"] : []),
    ...(user !== null && namesAnotherUser(id, user)
      ? [`its id does not contain the user "${user}"`]
      : []),
    ...(split === expected
      ? []
      : [`it is in the ${split} split, but its user belongs to the ${expected} split`]),
  ];
}

/** Reports calls that do not fit the schema of their tool, and tools that a trainer cannot offer. */
function inspectCalls({ tools, messages }: Conversation): string[] {
  const names = tools.map((tool) => tool.function.name);
  const duplicates = names.filter((name, index) => names.indexOf(name) !== index);
  const invalidTools = tools.filter((tool) => tool.function.parameters["type"] !== "object");
  const calls = messages.flatMap((message) =>
    message.role === "assistant" ? (message.tool_calls ?? []) : [],
  );
  const invalidCalls = calls.flatMap((call) => {
    const error = findCallError({ parsed: call }, tools);
    return error === undefined ? [] : [`invalid call ${JSON.stringify(call.function)}: ${error}`];
  });
  return [
    ...duplicates.map((name) => `the tool "${name}" is listed twice`),
    ...invalidTools.map(
      (tool) => `the schema of the tool "${tool.function.name}" is not of type object`,
    ),
    ...invalidCalls,
  ];
}

const ANSWER_KEY = /held_?out|ground_?truth|answer_?key/i;

/**
 * Reports text from which a student could read the answer. Except for the held-out item, no candidate is in the user's history, so
 * a candidate in a history is the answer. Prompts and tool answers must not name the held-out item as such either.
 */
function inspectLeaks(messages: readonly Message[]): string[] {
  const read = messages.filter(({ role }) => role !== "assistant");
  const withKey = read.filter(({ role, content }) => role !== "system" && ANSWER_KEY.test(content));
  const candidates = new Set(read.flatMap(candidateIds));
  const leaked = read.flatMap(historyIds).filter((id) => candidates.has(id));
  return [
    ...withKey.map(({ role }) => `leak: a ${role} message names the held-out item as such`),
    ...[...new Set(leaked)].map((id) => `leak: the user's history contains the candidate "${id}"`),
  ];
}

interface Answer {
  readonly groundTruth: string;
  readonly candidates: readonly string[];
  readonly messages: readonly Message[];
}

function inspectAnswer({ groundTruth, candidates, messages }: Answer): string[] {
  const listed = messages.flatMap(candidateIds);
  return [
    ...(candidates.includes(groundTruth)
      ? []
      : [`its candidates do not contain the ground truth "${groundTruth}"`]),
    ...(JSON.stringify(listed) === JSON.stringify(candidates)
      ? []
      : ["its candidates are not those that the prompt lists"]),
  ];
}

/** The first id of the last recommendation, with its quotes. */
function firstRecommendedItem(messages: readonly Message[]): string | undefined {
  const blocks = messages.flatMap(({ content }) => readBlocks(content).blocks);
  const last = blocks.findLast(({ kind }) => kind === "recommend")?.text;
  return last?.match(/"(?:[^"\\]|\\.)*"/)?.[0];
}

function candidateIds({ role, content }: Message): string[] {
  return role === "user" ? listCandidates(content).map(({ id }) => id) : [];
}

function historyIds(message: Message): string[] {
  const { role, content } = message;
  if (role === "user") return listLatestItems(content);
  if (role !== "tool" || message.name !== "lookup_user_history") return [];
  return parseHistoryAnswer(content).map(({ item }) => item.id);
}
