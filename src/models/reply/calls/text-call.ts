import type { OfferedTool } from "../offered-tool.js";

/** A tool call that was read from text. */
export interface TextCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Reads the calls in a text that contains nothing else; undefined if it cannot be read as calls. */
export type ReadCalls = (text: string, tools: readonly OfferedTool[]) => TextCall[] | undefined;
