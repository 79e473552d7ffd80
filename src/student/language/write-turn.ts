import type { ToolArguments } from "../../distill/transcript/conversation.js";
import { toPythonJson } from "../../json.js";
import { writeBlock, type BlockKind } from "../../text/blocks.js";
import { escapeInJson, printId, quoteData } from "../../text/data-text.js";
import { IMPLIED_ARGUMENT, THE_LATEST, THE_USER } from "./read-turn.js";
import type { ToolSignature } from "./signatures.js";
import type { StudentTask } from "./task-reader.js";
import { LETTER, type Word } from "./word.js";

/** A turn as messages hold it. */
export interface WrittenTurn {
  readonly content: string;
  readonly call?: { readonly name: string; readonly arguments: ToolArguments };
}

export interface TurnWriterOptions {
  readonly task: StudentTask;
  readonly signatures: ReadonlyMap<string, ToolSignature>;
}

interface Part {
  /** Absent for words before anything was opened. */
  readonly kind?: BlockKind;
  readonly words: Word[];
}

/** Says in text what a student wrote in words: the inverse of `readTurn` for a turn that is well formed. */
export function writeTurn(
  words: readonly Word[],
  { task, signatures }: TurnWriterOptions,
): WrittenTurn {
  const callAt = words.findIndex(({ name }) => name.startsWith(CALL));
  const said = callAt === -1 ? words : words.slice(0, callAt);
  const content = toParts(said)
    .map((part) => writePart(part, task))
    .join("\n");
  if (callAt === -1) return { content };
  const name = words[callAt]?.name.slice(CALL.length) ?? "";
  const given = writeArguments(words.slice(callAt + 1), signatures.get(name), task);
  return { content, call: { name, arguments: given } };
}

const CALL = "call ";

function toParts(words: readonly Word[]): Part[] {
  const parts: Part[] = [];
  for (const word of words) {
    const kind = KINDS.get(word.name);
    if (word.name === "<end>") break;
    if (kind !== undefined) parts.push({ kind, words: [] });
    else if (parts.length === 0) parts.push({ words: [word] });
    else parts.at(-1)?.words.push(word);
  }
  return parts;
}

const KINDS: ReadonlyMap<string, BlockKind> = new Map([
  ["<plan>", "plan"],
  ["<analysis>", "analysis"],
  ["<reflection>", "reflection"],
  ["<recommend>", "recommend"],
]);

function writePart({ kind, words }: Part, task: StudentTask): string {
  const said = words.map((word) => sayWord(word, task));
  switch (kind) {
    case "plan":
      return writeBlock({
        kind,
        text: said.length === 0 ? "" : `I look at this as ${listed(said)} would.`,
      });
    case "analysis":
      return writeBlock({ kind, text: writeReport(words, said) });
    case "reflection":
      return writeBlock({ kind, text: writeReflection(said) });
    case "recommend":
      return writeBlock({ kind, text: writeRecommendation(words, task) });
    default:
      return said.join(" ");
  }
}

/** What is no candidate stands among them as the word it is, for the reward to see. */
function writeRecommendation(words: readonly Word[], task: StudentTask): string {
  return escapeInJson(toPythonJson(words.map((word) => idOf(word, task) ?? word.name)));
}

function writeReport(words: readonly Word[], said: readonly string[]): string {
  const speaker = words[0]?.candidate === undefined ? said[0] : undefined;
  const favorites = speaker === undefined ? said : said.slice(1);
  const finding =
    favorites.length === 0
      ? "nothing stands out"
      : `${listed(favorites)} ${favorites.length === 1 ? "leads" : "lead"}`;
  return speaker === undefined ? `${finding}.` : `${speaker}: ${finding}.`;
}

function writeReflection(said: readonly string[]): string {
  if (said.length === 0) return "The evidence does not decide.";
  return said.length === 1
    ? `All evidence points to ${said[0]}.`
    : `${listed(said)} compete for the first place.`;
}

/** A candidate with its title, any other word as it is. */
function sayWord(word: Word, task: StudentTask): string {
  const item = word.candidate === undefined ? undefined : task.candidates[word.candidate];
  return item === undefined ? word.name : `[${printId(item.id)}] ${quoteData(item.title)}`;
}

function listed(said: readonly string[]): string {
  return said.length < 2 ? said.join("") : `${said.slice(0, -1).join(", ")} and ${said.at(-1)}`;
}

function idOf({ name, candidate }: Word, { candidates }: StudentTask): string | undefined {
  return name === LETTER && candidate !== undefined ? candidates[candidate]?.id : undefined;
}

/** Words fill the tool's parameters in their order; a word that names its parameter goes there. */
function writeArguments(
  words: readonly Word[],
  signature: ToolSignature | undefined,
  task: StudentTask,
): ToolArguments {
  const given = new Map<string, string | number>();
  for (const word of words) {
    const id = idOf(word, task);
    const [named = "", value = ""] = splitOnce(word.name);
    const name =
      id === undefined ? named : signature?.spelled.find((parameter) => !given.has(parameter));
    if (name !== undefined)
      given.set(name, id ?? writeValue(value, signature?.numbers.has(name) ?? false, task));
  }
  const implied = signature?.hasUser ? [[IMPLIED_ARGUMENT, task.userId] as const] : [];
  const inOrder = signature?.spelled.flatMap((name) => pair(name, given.get(name))) ?? [];
  const others = [...given].filter(([name]) => !signature?.spelled.includes(name));
  return Object.fromEntries([...implied, ...inOrder, ...others]);
}

function pair(name: string, value: string | number | undefined): [string, string | number][] {
  return value === undefined ? [] : [[name, value]];
}

function splitOnce(word: string): [string, string] {
  const at = word.indexOf("=");
  return at === -1 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
}

function writeValue(
  value: string,
  isNumber: boolean,
  { userId, latestItem }: StudentTask,
): string | number {
  if (value === THE_USER) return userId;
  if (value === THE_LATEST) return latestItem ?? "";
  return isNumber ? Number(value) : value;
}
