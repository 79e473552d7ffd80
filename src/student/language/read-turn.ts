import type { Message } from "../../distill/transcript/conversation.js";
import { parseJson } from "../../json.js";
import { type Block, readBlocks } from "../../text/blocks.js";
import { readMentions, type StudentTask } from "./task-reader.js";
import {
  callTokenName,
  candidateToken,
  type ControlToken,
  namedToken,
  type Token,
} from "./token.js";

type AssistantMessage = Extract<Message, { role: "assistant" }>;

/** Maximum number of candidates kept from a report or a reflection. */
const MAX_CANDIDATES = { analysis: 3, reflection: 2 } as const;

/** Number of items kept from a recommendation: HR@5 ignores the others. */
export const RECOMMENDATION_LENGTH = 5;

/** The argument that is always the task's user, so that no token is needed for it. */
export const IMPLIED_ARGUMENT = "user_id";

/** Argument value that stands for the task's user. */
export const USER_VALUE = "<user>";

/** Argument value that stands for the latest item of the user's history. */
export const LATEST_ITEM_VALUE = "<latest>";

/** The task and the terms that {@link readTurn} recognizes. */
export interface TurnReaderOptions {
  readonly task: StudentTask;
  /** Names that plans and reports may contain: those of the agents. */
  readonly terms: ReadonlySet<string>;
}

/** Converts an assistant message to the tokens that a student writes. Prose outside the closed vocabulary is dropped. */
export function readTurn(
  { content, tool_calls: calls }: AssistantMessage,
  options: TurnReaderOptions,
): Token[] {
  const blocks = readBlocks(content).blocks.flatMap((block) => readBlock(block, options));
  const [call] = calls ?? [];
  return call === undefined ? blocks : [...blocks, ...readCall(call.function, options.task)];
}

function readBlock({ kind, text }: Block, options: TurnReaderOptions): Token[] {
  switch (kind) {
    case "plan":
      return [control("<plan>"), ...termTokens(mentions(text, options))];
    case "analysis":
      return [control("<analysis>"), ...readReport(mentions(text, options))];
    case "reflection":
      return [
        control("<reflection>"),
        ...candidateTokens(mentions(firstLine(text), options)).slice(0, MAX_CANDIDATES.reflection),
      ];
    case "recommend":
      return [control("<recommend>"), ...readRecommendation(text, options.task), control("<end>")];
    case "tool_call":
      return [];
  }
}

const control = (name: ControlToken) => namedToken(name);
const mentions = (text: string, { terms, task }: TurnReaderOptions) =>
  readMentions(text, terms, task);
const firstLine = (text: string) => text.split("\n", 1)[0] ?? "";

function termTokens(found: readonly (string | number)[]): Token[] {
  return found.flatMap((mention) => (typeof mention === "string" ? [namedToken(mention)] : []));
}

function candidateTokens(found: readonly (string | number)[]): Token[] {
  return found.flatMap((mention) => (typeof mention === "number" ? [candidateToken(mention)] : []));
}

/** The reporting agent and the candidates that it favors. */
function readReport(found: readonly (string | number)[]): Token[] {
  return [
    ...termTokens(found).slice(0, 1),
    ...candidateTokens(found).slice(0, MAX_CANDIDATES.analysis),
  ];
}

function readRecommendation(text: string, { candidateIndex }: StudentTask): Token[] {
  const ids: unknown = parseJson(text);
  const list = Array.isArray(ids) ? ids : [];
  return list.slice(0, RECOMMENDATION_LENGTH).flatMap((id) => {
    const candidate = candidateIndex.get(String(id));
    return candidate === undefined ? [] : [candidateToken(candidate)];
  });
}

/** The tool's name and one token per argument, in the written order. */
function readCall(
  {
    name,
    arguments: given,
  }: { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> },
  task: StudentTask,
): Token[] {
  const written = Object.entries(given).filter(([argument]) => argument !== IMPLIED_ARGUMENT);
  return [
    namedToken(callTokenName(name)),
    ...written.map(([argument, value]) => readArgument(argument, value, task)),
  ];
}

/** The user, the latest item and candidates become tokens that mean the same in every task. */
function readArgument(
  name: string,
  value: unknown,
  { userId, latestItem, candidateIndex }: StudentTask,
): Token {
  const candidate = candidateIndex.get(String(value));
  if (candidate !== undefined) return candidateToken(candidate);
  if (value === userId) return namedToken(`${name}=${USER_VALUE}`);
  if (value === latestItem) return namedToken(`${name}=${LATEST_ITEM_VALUE}`);
  return namedToken(`${name}=${String(value)}`);
}
