import type { ToolArguments } from "../../distill/transcript/conversation.js";
import { toPythonJson } from "../../json.js";
import { type BlockKind, writeBlock } from "../../text/blocks.js";
import { escapeInJson, printId, quoteData } from "../../text/data-text.js";
import { IMPLIED_ARGUMENT, LATEST_ITEM_VALUE, USER_VALUE } from "./read-turn.js";
import type { ToolSignature } from "./signatures.js";
import type { StudentTask } from "./task-reader.js";
import { calledTool, LABEL_TOKEN, type Token } from "./token.js";

/** A turn in the form of an assistant message. */
export interface WrittenTurn {
  readonly content: string;
  readonly call?: { readonly name: string; readonly arguments: ToolArguments };
}

/** The task and the tools that {@link writeTurn} refers to. */
export interface TurnWriterOptions {
  readonly task: StudentTask;
  readonly signatures: ReadonlyMap<string, ToolSignature>;
}

interface TokenBlock {
  /** Absent for tokens before the first block. */
  readonly kind?: BlockKind;
  readonly tokens: Token[];
}

const BLOCK_KINDS: ReadonlyMap<string, BlockKind> = new Map([
  ["<plan>", "plan"],
  ["<analysis>", "analysis"],
  ["<reflection>", "reflection"],
  ["<recommend>", "recommend"],
]);

/** Converts a student's tokens to text and a tool call: the inverse of `readTurn` for well-formed turns. */
export function writeTurn(
  turn: readonly Token[],
  { task, signatures }: TurnWriterOptions,
): WrittenTurn {
  const callIndex = turn.findIndex(({ name }) => calledTool(name) !== undefined);
  const textTokens = callIndex === -1 ? turn : turn.slice(0, callIndex);
  const content = toBlocks(textTokens)
    .map((block) => writeTokenBlock(block, task))
    .join("\n");
  if (callIndex === -1) return { content };
  const name = calledTool(turn[callIndex]?.name ?? "") ?? "";
  const given = writeArguments(turn.slice(callIndex + 1), signatures.get(name), task);
  return { content, call: { name, arguments: given } };
}

function toBlocks(turn: readonly Token[]): TokenBlock[] {
  const blocks: TokenBlock[] = [];
  for (const token of turn) {
    const kind = BLOCK_KINDS.get(token.name);
    if (token.name === "<end>") break;
    if (kind !== undefined) blocks.push({ kind, tokens: [] });
    else if (blocks.length === 0) blocks.push({ tokens: [token] });
    else blocks.at(-1)?.tokens.push(token);
  }
  return blocks;
}

function writeTokenBlock({ kind, tokens }: TokenBlock, task: StudentTask): string {
  const names = tokens.map((token) => toText(token, task));
  switch (kind) {
    case "plan":
      return writeBlock({
        kind,
        text: names.length === 0 ? "" : `I look at this as ${enumerate(names)} would.`,
      });
    case "analysis":
      return writeBlock({ kind, text: writeReport(tokens, names) });
    case "reflection":
      return writeBlock({ kind, text: writeReflection(names) });
    case "recommend":
      return writeBlock({ kind, text: writeRecommendation(tokens, task) });
    default:
      return names.join(" ");
  }
}

/** Tokens that are not candidates are written by name, so that the reward can penalize them. */
function writeRecommendation(tokens: readonly Token[], task: StudentTask): string {
  return escapeInJson(toPythonJson(tokens.map((token) => candidateId(token, task) ?? token.name)));
}

function writeReport(tokens: readonly Token[], names: readonly string[]): string {
  const speaker = tokens[0]?.candidate === undefined ? names[0] : undefined;
  const favorites = speaker === undefined ? names : names.slice(1);
  const finding =
    favorites.length === 0
      ? "nothing stands out"
      : `${enumerate(favorites)} ${favorites.length === 1 ? "leads" : "lead"}`;
  return speaker === undefined ? `${finding}.` : `${speaker}: ${finding}.`;
}

function writeReflection(names: readonly string[]): string {
  if (names.length === 0) return "The evidence does not decide.";
  return names.length === 1
    ? `All evidence points to ${names[0]}.`
    : `${enumerate(names)} compete for the first place.`;
}

/** Id and title of a candidate, the name of any other token. */
function toText(token: Token, task: StudentTask): string {
  const item = token.candidate === undefined ? undefined : task.candidates[token.candidate];
  return item === undefined ? token.name : `[${printId(item.id)}] ${quoteData(item.title)}`;
}

function enumerate(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function candidateId({ name, candidate }: Token, { candidates }: StudentTask): string | undefined {
  return name === LABEL_TOKEN && candidate !== undefined ? candidates[candidate]?.id : undefined;
}

/** A candidate fills the first free parameter; any other token names its parameter. */
function writeArguments(
  tokens: readonly Token[],
  signature: ToolSignature | undefined,
  task: StudentTask,
): ToolArguments {
  const given = new Map<string, string | number>();
  for (const token of tokens) {
    const id = candidateId(token, task);
    const [named = "", value = ""] = splitArgument(token.name);
    const name =
      id === undefined ? named : signature?.parameters.find((parameter) => !given.has(parameter));
    if (name !== undefined)
      given.set(name, id ?? toArgumentValue(value, signature?.numeric.has(name) ?? false, task));
  }
  const implied = signature?.takesUser ? [[IMPLIED_ARGUMENT, task.userId] as const] : [];
  const inOrder = signature?.parameters.flatMap((name) => entry(name, given.get(name))) ?? [];
  const others = [...given].filter(([name]) => !signature?.parameters.includes(name));
  return Object.fromEntries([...implied, ...inOrder, ...others]);
}

function entry(name: string, value: string | number | undefined): [string, string | number][] {
  return value === undefined ? [] : [[name, value]];
}

function splitArgument(tokenName: string): [string, string] {
  const end = tokenName.indexOf("=");
  return end === -1 ? [tokenName, ""] : [tokenName.slice(0, end), tokenName.slice(end + 1)];
}

function toArgumentValue(
  value: string,
  isNumber: boolean,
  { userId, latestItem }: StudentTask,
): string | number {
  if (value === USER_VALUE) return userId;
  if (value === LATEST_ITEM_VALUE) return latestItem ?? "";
  return isNumber ? Number(value) : value;
}
