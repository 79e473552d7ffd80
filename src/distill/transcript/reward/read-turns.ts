import { isBlank } from "../../../json.js";
import { readBlocks, type Block } from "../../../text/blocks.js";
import { splitTurns } from "../split-turns.js";
import type { WrittenCall } from "./check-call.js";

/** A chat message as trainers hand it over. Only `role`, `content` and `tool_calls` are looked at. */
export interface ScoredMessage {
  readonly role: string;
  readonly content?: unknown;
  readonly tool_calls?: readonly unknown[] | null | undefined;
}

/** What the student wrote in one turn. */
export interface StudentTurn {
  readonly blocks: readonly Block[];
  readonly calls: readonly WrittenCall[];
  readonly isBroken: boolean;
  /** Whether anything stands after the first call. */
  readonly goesOnAfterCall: boolean;
  /** Whether anything but blocks stands after the last one. */
  readonly goesOnAfterBlocks: boolean;
  readonly isBlank: boolean;
  readonly isAnswered: boolean;
}

/** The student's turns, out of linear text or out of messages. Tool answers and users' words are left behind. */
export function readTurns(conversation: string | readonly ScoredMessage[]): StudentTurn[] {
  const turns = typeof conversation === "string" ? splitTurns(conversation) : conversation;
  return turns.flatMap((turn, place) =>
    turn.role === "assistant" ? [readTurn(turn, isToolAnswer(turns[place + 1]))] : [],
  );
}

function isToolAnswer(turn: ScoredMessage | undefined): boolean {
  if (turn?.role === "tool") return true;
  return turn?.role === "user" && text(turn.content).startsWith("<tool_response>");
}

function readTurn(turn: ScoredMessage, isAnswered: boolean): StudentTurn {
  const content = text(turn.content);
  const parsed = (turn.tool_calls ?? []).map((call) => ({ parsed: call }));
  const { blocks, isBroken, after } = readBlocks(content);
  const written = blocks.filter(({ kind }) => kind === "tool_call");
  const goesOn = !isBlank(after);
  return {
    blocks,
    calls: [...written, ...parsed],
    isBroken,
    goesOnAfterCall:
      written.length > 0 && (blocks.at(-1)?.kind !== "tool_call" || goesOn || parsed.length > 0),
    goesOnAfterBlocks: goesOn,
    isBlank: isBlank(content) && parsed.length === 0,
    isAnswered,
  };
}

function text(content: unknown): string {
  return typeof content === "string" ? content : "";
}
