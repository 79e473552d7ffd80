import { z } from "zod";
import type { Line } from "./line.js";

/** A message of a row with its position in the row's text. */
export interface Turn extends Line {
  /** True if all of it has a loss. */
  readonly isTrained: boolean;
  readonly start: number;
}

/** A row of linear text as messages. */
export interface ReadTurns {
  /** The definitions of the offered tools, parsed. */
  readonly tools: readonly unknown[];
  readonly turns: readonly Turn[];
}

interface RowText {
  readonly text: string;
  readonly spans: readonly {
    readonly start: number;
    readonly end: number;
    readonly trainable: boolean;
  }[];
}

const callSchema = z.object({ name: z.string(), arguments: z.json() });
const TURN = /<\|im_start\|>([a-z]+)\n([\s\S]*?)<\|im_end\|>\n/y;
const TOOLS = /(?:^|\n\n)# Tools\n\n[\s\S]*?<tools>\n([\s\S]*)\n<\/tools>[\s\S]*?<\/tool_call>$/;
const ANSWERS = /^<tool_response>\n[\s\S]*\n<\/tool_response>$/;

/**
 * Reads a row of linear text by searching for the tokens of the chat template, independently of the code that wrote it.
 *
 * @returns The reason, as text, if the row cannot be read or if a span with a loss is not exactly one turn of the assistant.
 */
export function readRowTurns({ text, spans }: RowText): ReadTurns | string {
  const trained = new Map(
    spans.filter((span) => span.trainable).map((span) => [span.start, span.end]),
  );
  const turns: Turn[] = [];
  let tools: readonly unknown[] = [];
  TURN.lastIndex = 0;
  while (TURN.lastIndex < text.length) {
    const from = TURN.lastIndex;
    const match = TURN.exec(text);
    if (match === null) return `no turn of the chat template begins at character ${from}`;
    const [, role = "", content = ""] = match;
    const start = from + `<|im_start|>${role}\n`.length;
    const isTrained = role === "assistant" && trained.get(start) === TURN.lastIndex;
    if (isTrained) trained.delete(start);
    try {
      if (role === "system" && turns.length === 0) {
        const offered = TOOLS.exec(content);
        tools = offered === null ? [] : parseLines(offered[1] ?? "");
        const system = offered === null ? content : content.slice(0, offered.index);
        if (offered === null || offered.index > 0 || system !== "") {
          turns.push({ role, text: system, calls: [], isTrained, start });
        }
      } else turns.push(...readContent({ role, content, isTrained, start }));
    } catch (error) {
      return `the turn at character ${from} contains a call or a tool that is not JSON: ${String(error)}`;
    }
  }
  const [stray] = trained.keys();
  if (stray !== undefined)
    return `the span with a loss at character ${stray} is not one assistant turn`;
  return { tools, turns };
}

interface RawTurn {
  readonly role: string;
  readonly content: string;
  readonly isTrained: boolean;
  readonly start: number;
}

function readContent({ role, content, isTrained, start }: RawTurn): Turn[] {
  if (role === "user" && ANSWERS.test(content)) {
    const answers = content.slice("<tool_response>\n".length, -"\n</tool_response>".length);
    return answers
      .split("\n</tool_response>\n<tool_response>\n")
      .map((text) => ({ role: "tool", text, calls: [], isTrained, start }));
  }
  if (role !== "assistant") return [{ role, text: content, calls: [], isTrained, start }];
  const [text = "", ...blocks] = `\n${content}`.split("\n<tool_call>\n");
  const calls = blocks.map((block) => {
    if (!block.endsWith("\n</tool_call>")) throw new SyntaxError("a call has no end tag");
    return callSchema.parse(JSON.parse(block.slice(0, -"\n</tool_call>".length)));
  });
  return [{ role, text: text.slice(1), calls, isTrained, start }];
}

function parseLines(lines: string): unknown[] {
  return lines.split("\n").map((line): unknown => JSON.parse(line));
}
