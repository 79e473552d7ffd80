import {
  createReadEvidence,
  EVIDENCE_TOOL,
  SHORT_EVIDENCE_TOOL,
  SHORT_RANKING_LENGTH,
  SHORT_STUDENT_PROMPT,
} from "../../graphs/agents/short-student.js";
import { toToolDefinition } from "../../graphs/tool-definition.js";
import { parseShallowJson, toPythonJson } from "../../json.js";
import { readBlocks, writeBlock } from "../../text/blocks.js";
import { readId } from "../../text/data-text.js";
import { ID_PATTERN } from "../../text/item-line.js";
import { candidateLetters, shortenEvidence, shortenTaskPrompt } from "../../text/short-task.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { Conversation, Message } from "./conversation.js";
import { toConversation } from "./to-conversation.js";

/** The tools of a short conversation, as a server is sent them. */
export const SHORT_TOOLS = [
  toToolDefinition(createReadEvidence()),
] as unknown as Trajectory["tools"];

/** True for a trajectory whose teacher read evidence on all candidates, without which a short conversation has nothing to answer from. */
export function hasShortConversation({ task, steps }: Trajectory): boolean {
  return (
    task !== null && steps.some((step) => step.kind === "tool_call" && focusOf(step) !== undefined)
  );
}

/**
 * Converts a trajectory of the teacher into the short conversation of a student for small models, some 800 tokens in place of 5,000. Of
 * the tool calls those of evidence on all candidates are kept, with their answers shortened to the order of the candidates; of the
 * reports the favorites; of the ranking the first five. The plan lists what is read. Candidates are letters.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when the trajectory is not completed, is incomplete, or has no task prompt.
 */
export function toShortConversation(trajectory: Trajectory): Conversation {
  const { messages } = toConversation(trajectory);
  const candidates = trajectory.task?.candidates ?? [];
  const letters = candidateLetters(candidates.length);
  const letterOf = new Map(candidates.map((id, index) => [id, letters[index] ?? ""]));
  const turns = readTurns(messages, letterOf);
  const prompt = messages.find(({ role }) => role === "user")?.content ?? "";
  return {
    tools: SHORT_TOOLS,
    messages: [
      { role: "system", content: SHORT_STUDENT_PROMPT },
      { role: "user", content: shortenTaskPrompt(prompt) },
      ...writeTurns(turns, candidates),
    ],
  };
}

/** What the teacher did, as letters. */
interface ShortTurns {
  /** What was read, in order, each with the letters that were reported before it. */
  readonly read: readonly {
    readonly focus: string;
    readonly answer: string;
    readonly reports: string[];
  }[];
  /** The letters that were reported at the end. */
  readonly reports: readonly string[];
  readonly agreed: readonly string[];
  readonly ranking: readonly string[];
}

function readTurns(
  messages: readonly Message[],
  letterOf: ReadonlyMap<string, string>,
): ShortTurns {
  const toLetters = (ids: readonly string[]) => ids.flatMap((id) => letterOf.get(id) ?? []);
  const read: { focus: string; answer: string; reports: string[] }[] = [];
  let reports: string[] = [];
  const named = new Map<string, number>();
  let ranking: string[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.role !== "assistant") continue;
    for (const { kind, text } of readBlocks(message.content).blocks) {
      if (kind === "recommend") ranking = toLetters(readIds(text));
      if (kind !== "analysis") continue;
      const favorites = toLetters(listFavorites(text));
      for (const letter of favorites) named.set(letter, (named.get(letter) ?? 0) + 1);
      if (favorites.length > 0) reports.push(favorites.join(" "));
    }
    const call = message.tool_calls?.[0]?.function;
    const focus = call === undefined ? undefined : focusOf(call);
    if (focus === undefined) continue;
    read.push({ focus, answer: messages[index + 1]?.content ?? "", reports });
    reports = [];
  }
  const agreed = [...named].filter(([, count]) => count > 1).map(([letter]) => letter);
  return { read, reports, agreed, ranking: ranking.slice(0, SHORT_RANKING_LENGTH) };
}

function writeTurns(
  { read, reports, agreed, ranking }: ShortTurns,
  candidates: readonly string[],
): Message[] {
  const analyses = (some: readonly string[]) =>
    some.map((text) => writeBlock({ kind: "analysis", text }));
  const calls = read.flatMap(({ focus, answer, reports: before }, index): Message[] => {
    const plan = writeBlock({ kind: "plan", text: read.map((one) => one.focus).join(", ") });
    const call = { name: SHORT_EVIDENCE_TOOL, arguments: { focus } };
    const blocks = [...(index === 0 ? [plan] : []), ...analyses(before)];
    return [
      {
        role: "assistant",
        content: blocks.join("\n"),
        tool_calls: [{ type: "function", function: call }],
      },
      { role: "tool", name: SHORT_EVIDENCE_TOOL, content: shortenEvidence(answer, candidates) },
    ];
  });
  const last = [
    ...analyses(reports),
    writeBlock({ kind: "reflection", text: agreed.join(" ") || "none" }),
    writeBlock({ kind: "recommend", text: toPythonJson(ranking) }),
  ];
  return [...calls, { role: "assistant", content: last.join("\n") }];
}

/** The focus of a call of `translate_evidence` on all candidates; undefined for any other call. */
function focusOf({
  name,
  arguments: given,
}: {
  readonly name: string;
  readonly arguments: unknown;
}): string | undefined {
  if (name !== EVIDENCE_TOOL || typeof given !== "object" || given === null) return undefined;
  const { item_id: item, focus } = given as Readonly<Record<string, unknown>>;
  return item === "candidates" && typeof focus === "string" ? focus : undefined;
}

const FAVORITE = new RegExp(String.raw`^- \[(${ID_PATTERN})\]`, "gm");

/** The ids at the beginning of the lines of a list. */
function listFavorites(text: string): string[] {
  return Array.from(text.matchAll(FAVORITE), ([, id = ""]) => readId(id));
}

function readIds(text: string): string[] {
  const ids = parseShallowJson(text);
  return Array.isArray(ids) ? ids.map(String) : [];
}
