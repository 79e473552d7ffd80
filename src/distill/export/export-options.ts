import type { ExportSettings } from "./settings.js";
import type { StudentTemplateOptions } from "./student-templates.js";
import type { TokenMeter } from "./tokens.js";

/** Options of `exportTrajectories`. */
export interface ExportOptions {
  /** Path of the trajectory file. */
  readonly path: string;
  /**
   * A trajectory file, such as that of a student. Its wrong answers are the rejected ones of preference pairs; the chosen ones are
   * selected answers to the same task, or right answers of this file. Default: the exported file's own wrong answers.
   */
  readonly pairsFrom?: string | undefined;
  /** Folder to write. An earlier export in it is replaced; it must not contain anything else. */
  readonly directory: string;
  /** Default: `EXPORT_DEFAULTS`. */
  readonly settings?: Partial<ExportSettings>;
  /** Counts tokens. Default: tokens are not counted, and `maxTokens` is ignored. */
  readonly meter?: TokenMeter | undefined;
  /**
   * Number of worker threads that encode rows. Default 0: the current thread encodes them. A `meter` always needs the current
   * thread.
   */
  readonly threads?: number;
  /** A student with another chat template than that of linear text. Only message formats are then written. Default: none. */
  readonly student?: StudentTemplateOptions | undefined;
  /** Aborts the export and deletes what was written. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch. */
  readonly onProgress?: (progress: ExportProgress) => void;
}

/** Progress of an export. */
export interface ExportProgress {
  /** Trajectories read so far. */
  readonly read: number;
  /** Bytes of the file read so far. */
  readonly bytes: number;
}
