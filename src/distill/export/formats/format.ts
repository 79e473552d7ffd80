import type { SchemaElement } from "hyparquet";
import type { Conversation } from "../../transcript/conversation.js";
import type { Example, ExportSplit, Pair, Prompt } from "./records.js";

/** Half-open, in UTF-16 code units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What a trainer makes of a row, or of a part of it. */
export interface TrainerText {
  readonly text: string;
  /** What the loss sees, in order, neighbours joined. */
  readonly trained: readonly Range[];
}

/** How rows become a file: a line each, one JSON list with a row a line, or Parquet of a schema. */
export type Encoding = "json-lines" | "json-list" | readonly SchemaElement[];

/** A schema may follow from the names of the tools. */
export type TableEncoding = Encoding | ((tools: readonly string[]) => Encoding);

/** One kind of rows of one trainer. */
export interface Table<Source> {
  /** Relative to the export's folder. A file without rows is not written. */
  readonly files: Readonly<Record<ExportSplit, string>>;
  readonly encoding: TableEncoding;
  readonly toRow: (source: Source) => object;
  /**
   * Does what the trainer does with a row: one text for an example or a prompt; prompt, chosen and rejected for a pair.
   *
   * @param offered - The tools that an environment offers, for rows that carry none.
   * @throws {ZodError} when the row has another form than the trainer expects.
   */
  readonly read: (row: unknown, offered: Conversation["tools"]) => readonly TrainerText[];
}

/** What configurations are written from. */
export interface ConfigSettings {
  /** The longest row, in tokens. */
  readonly maxTokens: number;
  /** Names of the tools that the rows call, in order. */
  readonly tools: readonly string[];
  /** Which files have rows. */
  readonly hasFile: (path: string) => boolean;
}

/** One trainer: what its rows look like, and how to run it. */
export interface Format {
  readonly name: string;
  readonly examples?: Table<Example>;
  readonly prompts?: Table<Prompt>;
  readonly pairs?: Table<Pair>;
  /** Files that are no rows, by path. */
  readonly config: (settings: ConfigSettings) => Readonly<Record<string, string>>;
}
