import type { Message } from "../../distill/transcript/conversation.js";
import { readBlocks, type Block } from "../../text/blocks.js";
import { readMentions, type StudentTask } from "./task-reader.js";
import { type ControlWord, letter, plain, type Word } from "./word.js";

type AssistantMessage = Extract<Message, { role: "assistant" }>;

/** How many candidates are kept of what a report or a reflection speaks of. */
const MENTIONED = { analysis: 3, reflection: 2 } as const;

/** Places that are kept of a longer recommendation: all that HR@5 can see. */
export const PLACES = 5;

/** The argument that is the task's user wherever it occurs, and so is not spelled out. */
export const IMPLIED_ARGUMENT = "user_id";

export interface TurnReader {
  readonly task: StudentTask;
  /** Names that may stand in plans and reports: those of the agents. */
  readonly terms: ReadonlySet<string>;
}

/** What an assistant's message says, as the words that a student writes. Prose beyond the closed vocabulary is left behind. */
export function readTurn(
  { content, tool_calls: calls }: AssistantMessage,
  reader: TurnReader,
): Word[] {
  const said = readBlocks(content).blocks.flatMap((block) => readBlock(block, reader));
  const [call] = calls ?? [];
  return call === undefined ? said : [...said, ...readCall(call.function, reader.task)];
}

function readBlock({ kind, text }: Block, reader: TurnReader): Word[] {
  switch (kind) {
    case "plan":
      return [open("<plan>"), ...terms(mentions(text, reader))];
    case "analysis":
      return [open("<analysis>"), ...readReport(mentions(text, reader))];
    case "reflection":
      return [
        open("<reflection>"),
        ...candidates(mentions(firstLine(text), reader)).slice(0, MENTIONED.reflection),
      ];
    case "recommend":
      return [open("<recommend>"), ...readRecommendation(text, reader.task), open("<end>")];
    case "tool_call":
      return [];
  }
}

const open = (word: ControlWord) => plain(word);
const mentions = (text: string, { terms: known, task }: TurnReader) =>
  readMentions(text, known, task);
const firstLine = (text: string) => text.split("\n", 1)[0] ?? "";

function terms(found: readonly (string | number)[]): Word[] {
  return found.flatMap((one) => (typeof one === "string" ? [plain(one)] : []));
}

function candidates(found: readonly (string | number)[]): Word[] {
  return found.flatMap((one) => (typeof one === "number" ? [letter(one)] : []));
}

/** Who reports, and the candidates in favour. */
function readReport(found: readonly (string | number)[]): Word[] {
  return [...terms(found).slice(0, 1), ...candidates(found).slice(0, MENTIONED.analysis)];
}

function readRecommendation(text: string, { places }: StudentTask): Word[] {
  const ids: unknown = parseJson(text);
  const list = Array.isArray(ids) ? ids : [];
  return list.slice(0, PLACES).flatMap((id) => {
    const place = places.get(String(id));
    return place === undefined ? [] : [letter(place)];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A call is the tool's name and one word an argument, in the order in which they were written. */
function readCall(
  {
    name,
    arguments: given,
  }: { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> },
  task: StudentTask,
): Word[] {
  const spelled = Object.entries(given).filter(([argument]) => argument !== IMPLIED_ARGUMENT);
  return [
    plain(callWord(name)),
    ...spelled.map(([argument, value]) => readArgument(argument, value, task)),
  ];
}

export const callWord = (tool: string) => `call ${tool}`;

/** The user, the latest choice and the candidates have words that mean the same in every task. */
function readArgument(
  name: string,
  value: unknown,
  { userId, latestItem, places }: StudentTask,
): Word {
  const place = places.get(String(value));
  if (place !== undefined) return letter(place);
  if (value === userId) return plain(`${name}=${THE_USER}`);
  if (value === latestItem) return plain(`${name}=${THE_LATEST}`);
  return plain(`${name}=${String(value)}`);
}

export const THE_USER = "<user>";
export const THE_LATEST = "<latest>";
