import { mkdir, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { onWrite } from "../../file-error.js";
import { lockFile } from "../../file-lock.js";
import { openLineWriter, repairLastLine } from "../../line-writer.js";
import { assertSameConfiguration } from "./compare-configurations.js";
import { readRecords } from "./read-records.js";
import { type Configuration, type KeptRecord, toRecordLine } from "./record-lines.js";

/** Options of {@link openRecordFile}. */
export interface RecordFileOptions {
  readonly path: string;
  /** What determines the records of every policy, such as the tasks. */
  readonly configuration: Configuration;
  /** What determines the records of each policy, by its name. */
  readonly policies: ReadonlyMap<string, Configuration>;
}

/** A file to which the records of an evaluation are added as its tasks end. */
export interface RecordFile {
  /** Bytes of an incomplete last line that were removed. */
  readonly cutBytes: number;
  find(policy: string, taskId: string): KeptRecord | undefined;
  /** Resolves when the operating system has accepted the record. Concurrent calls are queued. */
  add(record: KeptRecord): Promise<void>;
  /** Waits for pending writes and unlocks the file. A new file without a record is deleted. */
  close(): Promise<void>;
}

/**
 * Locks, checks and opens a file of records, and creates it, with its folder, if necessary. A record is one write, so that a killed process
 * loses at most its last one. Records of policies that are not evaluated now stay in the file.
 *
 * @throws {StarError} `FILE_EXISTS` with what differs when the file has records of another configuration, or is none of records. It is then
 * not changed.
 * @throws {StarError} `FILE_IN_USE` when another process writes the file.
 * @throws {StarError} `FILE_INACCESSIBLE` when it cannot be read or written, here and in `add`.
 */
export function openRecordFile(options: RecordFileOptions): Promise<RecordFile> {
  return onWrite(options.path, open(options));
}

async function open({ path, configuration, policies }: RecordFileOptions): Promise<RecordFile> {
  await mkdir(dirname(path), { recursive: true });
  const lock = await lockFile(path);
  try {
    const { content, lastLine } = await readRecords(path);
    assertSameConfiguration(path, content, { configuration, policies });
    const cutBytes = await repairLastLine(path, lastLine);
    const writer = await openLineWriter(path);
    const written = new Set(content.policies.keys());
    let isEmpty = content.configuration === undefined;
    return {
      cutBytes,
      find: (policy, taskId) => content.records.get(policy)?.get(taskId),
      async add(record) {
        const { policy } = record;
        // One write, so that no kill leaves a configuration without a record.
        const lines = [
          ...(isEmpty ? [toRecordLine({ kind: "evaluation", configuration })] : []),
          ...(written.has(policy) ? [] : [policyLine(policy, policies)]),
          toRecordLine({ kind: "record", record }),
        ];
        isEmpty = false;
        written.add(policy);
        await writer.append(lines.join(""));
      },
      async close() {
        await writer.close().finally(lock.release);
        if ((await stat(path)).size === 0) await rm(path);
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function policyLine(policy: string, policies: RecordFileOptions["policies"]): string {
  return toRecordLine({ kind: "policy", policy, configuration: policies.get(policy) ?? {} });
}
