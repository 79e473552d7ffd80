import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { StarError } from "../../../errors.js";
import { decodeLine, readByteLines } from "../../../files.js";
import { linear, readExample, readPair } from "../formats/linear.js";
import type { ExportSplit } from "../formats/records.js";
import { createRowFile, type FileEntry, type RowFile, toChunk, writeText } from "../row-file.js";
import { type RenderedRow, renderRows, type TemplateLine } from "./render-rows.js";
import {
  HARMLESS_PROBLEMS,
  type RenderedStudent,
  STUDENT_TEMPLATES,
  type StudentTemplateOptions,
  TEMPLATE_PROBLEMS,
  type TemplateProblem,
} from "../student-templates.js";

/** Rows in the student's own template: text in segments, each with or without a loss. */
export const RENDERED_FILES = {
  template: "student/chat_template.jinja",
  examples: { train: "student/train.jsonl", validation: "student/validation.jsonl" },
  pairs: {
    train: "student/preferences.jsonl",
    validation: "student/preferences_validation.jsonl",
  },
} as const;

/** The rendered rows of an export. */
export interface StudentRows {
  readonly student: RenderedStudent;
  /** Entries of the written files, by path. */
  readonly files: Readonly<Record<string, FileEntry>>;
}

/** Where a row belongs. */
interface Place {
  readonly id: string;
  readonly path: string;
}

/**
 * Renders the examples and pairs of an export with a student's template.
 *
 * @param directory - Folder to write to.
 * @param source - The export whose linear text is rendered. Default: the folder that is written.
 * @throws {StarError} `DEPENDENCY_MISSING` without Python, jinja2 or the template.
 * @throws {StarError} `TEMPLATE_LOSS` if the template loses or changes text, unless `allowLoss` is set.
 */
export async function writeStudentRows(
  directory: string,
  options: StudentTemplateOptions,
  source = directory,
): Promise<StudentRows> {
  const files = createFiles(directory);
  const totals = createTotals(options.template);
  let template: TemplateLine;
  let entries: Record<string, FileEntry>;
  try {
    template = await renderInto(files, { directory: source, options, totals });
  } finally {
    entries = await files.close();
  }
  const student = totals.result(template);
  assertNoLoss(student, options);
  const path = RENDERED_FILES.template;
  return {
    student,
    files: { [path]: await writeText(directory, path, template.text), ...entries },
  };
}

interface Rendering {
  readonly directory: string;
  readonly options: StudentTemplateOptions;
  readonly totals: ReturnType<typeof createTotals>;
}

/** Renders all rows into their files. Returns the template. */
async function renderInto(
  files: ReturnType<typeof createFiles>,
  { directory, options, totals }: Rendering,
): Promise<TemplateLine> {
  const places: Place[] = [];
  let template: TemplateLine | undefined;
  for await (const line of renderRows(listRows(directory, places), options)) {
    if ("text" in line) {
      template = line;
      continue;
    }
    const place = places.shift();
    if (place === undefined) throw new Error("Python wrote more rows than it was given.");
    totals.add(place.id, line);
    const { problems: _, ...sides } = line;
    if (!isRejected(line)) await files.append(place.path, { id: place.id, ...sides });
  }
  if (template === undefined || places.length > 0) throw new Error("Python wrote too few rows.");
  return template;
}

/** Whether the template rejects a row, or a side of a pair. */
function isRejected(row: RenderedRow): boolean {
  if ("segments" in row) return row.segments === null;
  return row.chosen === null || row.rejected === null;
}

/** Yields the rows of linear text as conversations, and notes where each belongs. */
async function* listRows(directory: string, places: Place[]): AsyncGenerator<object> {
  const note = (id: string, path: string) => void places.push({ id, path });
  for await (const row of readRows(directory, linear.examples.files)) {
    const { id, split, conversation } = readExample(row);
    note(id, RENDERED_FILES.examples[split]);
    yield conversation;
  }
  for await (const row of readRows(directory, linear.pairs.files)) {
    const { id, split, tools, prompt, chosen, rejected } = readPair(row);
    note(id, RENDERED_FILES.pairs[split]);
    yield { tools, prompt, chosen, rejected };
  }
}

async function* readRows(
  directory: string,
  { train }: Readonly<Record<ExportSplit, string>>,
): AsyncGenerator<unknown> {
  const path = join(directory, train);
  if (!existsSync(path)) return;
  for await (const line of readByteLines(path)) yield JSON.parse(decodeLine(line));
}

/** The files of rendered rows. A file is created with its first row. */
function createFiles(directory: string) {
  const open = new Map<string, RowFile>();
  return {
    async append(path: string, row: object): Promise<void> {
      const file = open.get(path) ?? (await createRowFile(join(directory, path), "json-lines"));
      open.set(path, file);
      await file.append(toChunk([row], "json-lines"));
    },
    /** Entries of the files by path, in the order of the paths. */
    async close(): Promise<Record<string, FileEntry>> {
      const entries: Record<string, FileEntry> = {};
      const { examples, pairs } = RENDERED_FILES;
      for (const path of [...Object.values(examples), ...Object.values(pairs)]) {
        const file = open.get(path);
        if (file !== undefined) entries[path] = await file.close();
      }
      return entries;
    },
  };
}

function createTotals(template: string) {
  const problems: RenderedStudent["problems"] = {};
  let [rows, rejected] = [0, 0];
  return {
    add(id: string, row: RenderedRow): void {
      rows += 1;
      if (isRejected(row)) rejected += 1;
      for (const [name, place] of Object.entries(row.problems)) {
        const known = problems[name as TemplateProblem];
        if (known === undefined)
          problems[name as TemplateProblem] = { rows: 1, first: `${id}, ${place}` };
        else known.rows += 1;
      }
    },
    result({ sha256, variables }: TemplateLine): RenderedStudent {
      const isKnown = STUDENT_TEMPLATES.some((name) => name === template);
      const name = isKnown ? template : basename(template);
      return { template: name, sha256, variables, rows, rejected, problems };
    },
  };
}

function assertNoLoss(
  { template, rows, problems }: RenderedStudent,
  { allowLoss = false }: StudentTemplateOptions,
): void {
  const losses = Object.entries(problems).filter(
    ([name]) => !HARMLESS_PROBLEMS.some((harmless) => harmless === name),
  );
  if (allowLoss || losses.length === 0) return;
  const told = losses.map(([name, problem]) => {
    const meaning = TEMPLATE_PROBLEMS[name as TemplateProblem];
    return `${meaning} in ${problem?.rows} (${name}; ${problem?.first})`;
  });
  throw new StarError("TEMPLATE_LOSS", {
    message: `The chat template ${template} changes rows, of ${rows}: ${told.join("; ")}.`,
    remedy:
      "Train a student whose template keeps them, or pass --allow-template-loss: turns that differ from what was served are then not trained.",
    fields: { template, rows },
  });
}
