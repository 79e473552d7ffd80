import { readBlocks } from "../../../text/blocks.js";
import { readId } from "../../../text/data-text.js";
import { parseHistoryLine } from "../../../text/history-line.js";
import { ITEM_PATTERN, parseItem } from "../../../text/item-line.js";
import type { Conversation, Message } from "../../transcript/conversation.js";
import { findCallError } from "../../transcript/reward/check-call.js";
import { DIFFICULTIES, type Example, type Pair, type Prompt } from "../formats/records.js";
import type { Difficulties } from "../prompt-rows.js";
import type { ExportSettings } from "../settings.js";
import { zeroes } from "../tally.js";
import { sideOf } from "../to-records.js";

/** What is wrong with records besides their text. Knows the ids that it saw. */
export interface Inspector {
  example(example: Example): string[];
  prompt(prompt: Prompt): string[];
  pair(pair: Pair): string[];
  /** Of the prompts of the training side that it saw. */
  difficulties(): Difficulties;
}

export function createInspector(settings: ExportSettings): Inspector {
  const seen = {
    examples: new Set<string>(),
    prompts: new Set<string>(),
    pairs: new Set<string>(),
  };
  const difficulties = zeroes([...DIFFICULTIES, "unknown"]);
  return {
    difficulties: () => difficulties,
    example: ({ conversation, ...origin }) => [
      ...inspectOrigin(origin, seen.examples, settings),
      ...inspectCalls(conversation),
      ...inspectLeaks(conversation.messages),
    ],
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
      ...[chosen, rejected].flatMap((ending) => {
        const messages = [...prompt, ...ending];
        return [...inspectCalls({ tools, messages }), ...inspectLeaks(messages)];
      }),
      ...(firstChoice(chosen) === firstChoice(rejected)
        ? ["both endings recommend the same item first, and only one of them can be right"]
        : []),
    ],
  };
}

interface Origin {
  readonly id: string;
  readonly user: string | null;
  readonly split: string;
}

function inspectOrigin({ id, user, split }: Origin, seen: Set<string>, settings: ExportSettings) {
  const isRepeated = seen.has(id);
  seen.add(id);
  const side = sideOf(user ?? id, settings);
  return [
    ...(isRepeated ? ["its id stands twice"] : []),
    ...(user !== null && !`/${id}/`.includes(`/${user}/`)
      ? [`it is not of the user "${user}"`]
      : []),
    ...(split === side ? [] : [`it is on the ${split} side, and its user is on the other`]),
  ];
}

interface Answer {
  readonly groundTruth: string;
  readonly candidates: readonly string[];
  readonly messages: readonly Message[];
}

function inspectAnswer({ groundTruth, candidates, messages }: Answer): string[] {
  const asked = messages.flatMap(listCandidates);
  return [
    ...(candidates.includes(groundTruth) ? [] : [`"${groundTruth}" is none of its candidates`]),
    ...(JSON.stringify(asked) === JSON.stringify(candidates)
      ? []
      : ["its candidates are not those that the prompt lists"]),
  ];
}

/** The first id of the last recommendation. */
function firstChoice(messages: readonly Message[]): string | undefined {
  const blocks = messages.flatMap(({ content }) => readBlocks(content).blocks);
  const last = blocks.findLast(({ kind }) => kind === "recommend")?.text;
  return last?.match(/"(?:[^"\\]|\\.)*"/)?.[0];
}

/** Calls that do not fit the schema of their tool, and tools that no trainer could offer. */
export function inspectCalls({ tools, messages }: Conversation): string[] {
  const names = tools.map((tool) => tool.function.name);
  const repeated = names.filter((name, place) => names.indexOf(name) !== place);
  const shapeless = tools.filter((tool) => tool.function.parameters["type"] !== "object");
  const calls = messages.flatMap((message) =>
    message.role === "assistant" ? (message.tool_calls ?? []) : [],
  );
  const wrong = calls.flatMap((call) => {
    const error = findCallError({ parsed: call }, tools);
    return error === undefined
      ? []
      : [`its call ${JSON.stringify(call.function)} is wrong: ${error}`];
  });
  return [
    ...repeated.map((name) => `the tool "${name}" is offered twice`),
    ...shapeless.map((tool) => `the schema of the tool "${tool.function.name}" is no object`),
    ...wrong,
  ];
}

const KEY_OF_ANSWER = /held_?out|ground_?truth|answer_?key/i;
const LATEST = /^Latest choices, oldest first: (.*)$/m;
const EVERY_ITEM = new RegExp(ITEM_PATTERN, "g");

/**
 * What a student could read the answer from. Candidates are the held-out item and items that the user never touched, so a
 * candidate in the user's history is the answer, given away; and nothing that is read may name it as such.
 */
export function inspectLeaks(messages: readonly Message[]): string[] {
  const read = messages.filter(({ role }) => role !== "assistant");
  const named = read.filter(
    ({ role, content }) => role !== "system" && KEY_OF_ANSWER.test(content),
  );
  const candidates = new Set(read.flatMap(listCandidates));
  const told = read.flatMap(listHistory).filter((id) => candidates.has(id));
  return [
    ...named.map(({ role }) => `a leak: what the ${role} says names the held-out item as such`),
    ...[...new Set(told)].map((id) => `a leak: the candidate "${id}" stands in the user's history`),
  ];
}

/** The ids that an opening asks to order. */
export function listCandidates({ role, content }: Message): string[] {
  if (role !== "user") return [];
  const lines = content.split("\n");
  const from = lines.indexOf("Candidates:");
  if (from === -1) return [];
  return lines
    .slice(from + 1)
    .filter((line) => line.startsWith("- "))
    .flatMap((line) => parseItem(line)?.id ?? []);
}

function listHistory(message: Message): string[] {
  const { role, content } = message;
  if (role === "user") {
    const latest = LATEST.exec(content)?.[1] ?? "";
    return [...latest.matchAll(EVERY_ITEM)].map(([, id = ""]) => readId(id));
  }
  if (role !== "tool" || message.name !== "lookup_user_history") return [];
  return content.split("\n").flatMap((line) => parseHistoryLine(line)?.item.id ?? []);
}
