import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { StarError } from "../../errors.js";
import { onRead } from "../../file-error.js";
import { decodeLine, splitLines } from "../../files.js";
import type { LastLine } from "../../line-writer.js";
import {
  beginsRecords,
  type Configuration,
  type KeptRecord,
  parseRecordLine,
} from "./record-lines.js";

/** Content of a file of records. */
export interface RecordContent {
  /** Undefined for an empty file. */
  readonly configuration: Configuration | undefined;
  /** Configuration of each policy that has records. */
  readonly policies: ReadonlyMap<string, Configuration>;
  /** By policy and task. */
  readonly records: ReadonlyMap<string, ReadonlyMap<string, KeptRecord>>;
}

/**
 * Reads a file of records, without changing it. One that does not exist is read as empty.
 *
 * @returns The content, and the last line for `repairLastLine`.
 * @throws {StarError} `FILE_EXISTS` when a line is none of such a file. The last one may be incomplete.
 */
export async function readRecords(
  path: string,
): Promise<{ readonly content: RecordContent; readonly lastLine: LastLine }> {
  const reader = createReader(path);
  const bytes = existsSync(path) ? await onRead(path, readFile(path)) : Buffer.alloc(0);
  const lines = splitLines(bytes);
  const rest = lines.pop() ?? bytes;
  for (const line of lines) reader.add(decodeLine(line));
  const text = decodeLine(rest);
  const isWhole = parseRecordLine(text) !== undefined;
  if (isWhole) reader.add(text);
  else if (lines.length === 0 && !beginsRecords(text)) throw notRecords(path, text);
  const start = bytes.length - rest.length;
  return { content: reader.content(), lastLine: { start, bytes: rest.length, isWhole } };
}

/** Collects the lines of a file, in their order. */
function createReader(path: string) {
  let configuration: Configuration | undefined;
  const policies = new Map<string, Configuration>();
  const records = new Map<string, Map<string, KeptRecord>>();
  let number = 0;
  return {
    content: (): RecordContent => ({ configuration, policies, records }),
    add(text: string) {
      const line = parseRecordLine(text);
      number++;
      if (number === 1 && line?.kind === "evaluation") configuration = line.configuration;
      else if (number === 1) throw notRecords(path, text);
      else if (line?.kind === "policy") policies.set(line.policy, line.configuration);
      else if (line?.kind === "record" && policies.has(line.record.policy)) {
        const { policy, taskId } = line.record;
        const own = records.get(policy) ?? new Map<string, KeptRecord>();
        records.set(policy, own.set(taskId, line.record));
      } else throw invalidLine(path, number, text);
    },
  };
}

function notRecords(path: string, text: string): StarError {
  return new StarError("FILE_EXISTS", {
    message: `${path} is not a file of evaluation records: it begins with ${quote(text)}. It was not changed.`,
    remedy: "Choose another folder, or move this file away.",
    fields: { path },
  });
}

function invalidLine(path: string, number: number, text: string): StarError {
  return new StarError("FILE_EXISTS", {
    message: `Line ${number} of ${path} is not the record of a task: ${quote(text)}. The file was not changed.`,
    remedy: `Delete the line, so that its task is evaluated again: sed -i.bak '${number}d' ${path}`,
    fields: { path, line: number },
  });
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
