import { isBlank } from "../../../json.js";
import { readBlocks, type Block } from "../../../text/blocks.js";
import { splitTurns } from "../split-turns.js";
import type { StudentCall } from "./check-call.js";

/** A chat message from a trainer. Only `role`, `content` and `tool_calls` are read. */
export interface ScoredMessage {
  readonly role: string;
  readonly content?: unknown;
  readonly tool_calls?: readonly unknown[] | null | undefined;
}

/** One assistant turn. */
export interface StudentTurn {
  readonly blocks: readonly Block[];
  readonly calls: readonly StudentCall[];
  /** True if a tag is nested, unclosed or stray. */
  readonly isBroken: boolean;
  /** True if a block, text or another call follows a call in the text. */
  readonly continuesAfterCall: boolean;
  /** True if text follows the last block. */
  readonly hasTextAfterBlocks: boolean;
  readonly isBlank: boolean;
  /** True if a tool answer follows. */
  readonly isAnswered: boolean;
}

/** The assistant turns of linear text or of messages. Other turns only determine `isAnswered`. */
export function readStudentTurns(conversation: string | readonly ScoredMessage[]): StudentTurn[] {
  const turns = typeof conversation === "string" ? splitTurns(conversation) : conversation;
  return turns.flatMap((turn, index) =>
    turn.role === "assistant" ? [readTurn(turn, isToolAnswer(turns[index + 1]))] : [],
  );
}

function isToolAnswer(turn: ScoredMessage | undefined): boolean {
  if (turn?.role === "tool") return true;
  return turn?.role === "user" && textOf(turn.content).startsWith("<tool_response>");
}

function readTurn(turn: ScoredMessage, isAnswered: boolean): StudentTurn {
  const content = textOf(turn.content);
  const parsed = (turn.tool_calls ?? []).map((call) => ({ parsed: call }));
  const { blocks, isBroken, after } = readBlocks(content);
  const inText = blocks.filter(({ kind }) => kind === "tool_call");
  const hasTextAfterBlocks = !isBlank(after);
  return {
    blocks,
    calls: [...inText, ...parsed],
    isBroken,
    continuesAfterCall:
      inText.length > 0 &&
      (blocks.at(-1)?.kind !== "tool_call" || hasTextAfterBlocks || parsed.length > 0),
    hasTextAfterBlocks,
    isBlank: isBlank(content) && parsed.length === 0,
    isAnswered,
  };
}

function textOf(content: unknown): string {
  return typeof content === "string" ? content : "";
}
