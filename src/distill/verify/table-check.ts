import { existsSync } from "node:fs";
import { join } from "node:path";
import { toChunk } from "../export/row-chunk.js";
import { createJoiner } from "../export/row-file.js";
import type { Table, TrainerText } from "../formats/format.js";
import { encodingOf } from "../formats/index.js";
import type { Conversation } from "../linear/conversation.js";
import { createByteCheck } from "./byte-check.js";
import { compareRow, readAsTrainer } from "./compare-row.js";
import type { Problem, Problems } from "./problem.js";
import { readRows } from "./row-reader.js";

/** What a row of a file should be. */
export interface Expected<Source> {
  readonly source: Source;
  readonly id: string;
  readonly texts: readonly TrainerText[];
  readonly offered: Conversation["tools"];
}

/** Holds the rows of one file against what they should be, one after the other. */
export interface TableCheck<Source> {
  next(expected: Expected<Source>): Promise<Problem | undefined>;
  /** Passes a row over, when it is not known what it should be. @returns What the trainer makes of it, where it can. */
  pass(): Promise<readonly TrainerText[] | undefined>;
  /** Looks at what follows the last row, and at every byte that no row accounts for. @returns How many rows there should be. */
  end(): Promise<number>;
  close(): Promise<void>;
}

export interface TableCheckOptions<Source> {
  readonly directory: string;
  /** Relative to the folder. */
  readonly path: string;
  readonly table: Table<Source>;
  /** Names of the tools that were offered for tasks. */
  readonly tools: readonly string[];
  readonly problems: Problems;
}

/** @param options - `path` need not exist: then every row is missing. */
export async function createTableCheck<Source>(
  options: TableCheckOptions<Source>,
): Promise<TableCheck<Source>> {
  const { directory, path, table, tools, problems } = options;
  if (!existsSync(join(directory, path))) return createMissingCheck(path, problems);
  const encoding = encodingOf(table.encoding, tools);
  const rows = readRows(directory, path, encoding);
  const joiner = createJoiner(encoding);
  const bytes = await createByteCheck(join(directory, path));
  let row = 0;
  let isKnown = true;

  const addByte = (byte: number | undefined) => {
    if (byte === undefined || !isKnown || problems.hasByte(path)) return;
    const message = `byte ${byte} of the file is not what star export writes`;
    problems.add({ file: path, row: null, id: null, byte, message });
  };
  return {
    async next(expected) {
      const { value: found } = await rows.next();
      row++;
      const problem = compareRow({ path, row, table, expected, found });
      const chunk = toChunk([table.toRow(expected.source)], encoding);
      const byte = await bytes.feed(joiner.join(chunk));
      if (problem === undefined) addByte(byte);
      return problem?.byte === null ? withByteOfFile(problem, byte) : problem;
    },
    async pass() {
      const { value: found } = await rows.next();
      row++;
      isKnown = false;
      const texts = readAsTrainer(table, found?.value, []);
      return typeof texts === "string" ? undefined : texts;
    },
    async end() {
      const { done } = await rows.next();
      if (done !== true) {
        const message = `row ${row + 1} is not of the export: there should be ${row} rows`;
        problems.add({ file: path, row: row + 1, id: null, byte: null, message });
      }
      addByte(await bytes.feed(joiner.end()));
      addByte(await bytes.end());
      return row;
    },
    async close() {
      await rows.return(undefined);
      await bytes.close();
    },
  };
}

/** A row that cannot be read as a row has no bytes to compare; its file has. */
function withByteOfFile(problem: Problem, byte: number | undefined): Problem {
  if (byte === undefined) return problem;
  const message = `${problem.message}; byte ${byte} of the file is not what star export writes`;
  return { ...problem, byte, message };
}

function createMissingCheck<Source>(path: string, problems: Problems): TableCheck<Source> {
  let wanted = 0;
  return {
    async next({ id }) {
      wanted++;
      return { file: path, row: wanted, id, byte: null, message: "the row is missing" };
    },
    pass: async () => undefined,
    async end() {
      if (wanted > 0 && !problems.has(path)) {
        problems.add({
          file: path,
          row: null,
          id: null,
          byte: null,
          message: "the file is missing",
        });
      }
      return wanted;
    },
    close: async () => {},
  };
}
