import type { SchemaElement } from "hyparquet";
import type { Conversation } from "../../transcript/conversation.js";
import type { RenderedStudent } from "../student-templates.js";
import type { ExportSplit, PreferencePair, TrainingExample, TrainingPrompt } from "./records.js";

/** One trainer: the rows and configuration files that it is given. */
export interface Format {
  readonly name: string;
  readonly examples?: Table<TrainingExample>;
  readonly prompts?: Table<TrainingPrompt>;
  readonly pairs?: Table<PreferencePair>;
  /** Creates the files without rows, by path. */
  readonly config: (settings: ConfigSettings) => Readonly<Record<string, string>>;
}

/** The rows of one kind of record for one trainer. */
export interface Table<Source> {
  /** Paths relative to the export's folder. A file without rows is not written. */
  readonly files: Readonly<Record<ExportSplit, string>>;
  readonly encoding: TableEncoding;
  readonly toRow: (source: Source) => object;
  /**
   * Renders a row as the trainer does: one text for an example or a prompt; prompt, chosen and rejected for a pair.
   *
   * @param offered - Tools of the environment, for rows that contain none.
   * @throws {ZodError} when the trainer would not accept the row.
   */
  readonly read: (row: unknown, offered: Conversation["tools"]) => readonly TrainerText[];
}

/** File encoding of rows: JSON lines, one JSON list with one row per line, or Parquet with a schema. */
export type Encoding = "json-lines" | "json-list" | readonly SchemaElement[];

/** An encoding, or a function of the tool names where the schema depends on them. */
export type TableEncoding = Encoding | ((tools: readonly string[]) => Encoding);

/** Text that a trainer tokenizes. */
export interface TrainerText {
  readonly text: string;
  /** Ranges with a loss, in order; adjacent ranges are merged. */
  readonly trained: readonly Range[];
}

/** A half-open range in UTF-16 code units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Input of a format's configuration files. */
export interface ConfigSettings {
  /** Maximum row length in tokens. */
  readonly maxTokens: number;
  /** Names of the tools offered for tasks, sorted. */
  readonly tools: readonly string[];
  /** Whether a file has rows. */
  readonly hasFile: (path: string) => boolean;
  /** The student whose template the rows in `student/` follow; undefined for the student of linear text. */
  readonly student?: RenderedStudent | undefined;
}
