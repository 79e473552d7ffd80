import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { messageOf, StarError } from "../../../errors.js";
import type { StudentTemplateOptions, TemplateProblem } from "../student-templates.js";

const SCRIPT = fileURLToPath(new URL("../../../../training/star_render.py", import.meta.url));
/** Characters of Python's error output that an error contains. */
const SHOWN_ERROR = 400;

const segmentsSchema = z.array(z.strictObject({ label: z.boolean(), text: z.string() }));
const problemsSchema = z.record(z.string(), z.string());
const lineSchema = z.union([
  z.strictObject({
    template: z.strictObject({
      sha256: z.string(),
      variables: z.record(z.string(), z.json()),
      text: z.string(),
    }),
  }),
  z.strictObject({ error: z.strictObject({ problem: z.string(), remedy: z.string() }) }),
  z.strictObject({ segments: segmentsSchema.nullable(), problems: problemsSchema }),
  z.strictObject({
    chosen: segmentsSchema.nullable(),
    rejected: segmentsSchema.nullable(),
    problems: problemsSchema,
  }),
]);
type Line = z.infer<typeof lineSchema>;

/** The template of a student: its text, hash and variables. */
export type TemplateLine = Extract<Line, { template: unknown }>["template"];
/** A row as the template renders it. Segments are null if the template rejects the row. */
export type RenderedRow = Exclude<Line, { template: unknown } | { error: unknown }> & {
  readonly problems: Readonly<Partial<Record<TemplateProblem, string>>>;
};

/**
 * Renders rows with a student's template in Python, as a stream.
 *
 * @param rows - Conversations as `training/star_render.py` reads them.
 * @returns First the template, then each row, in order.
 * @throws {StarError} `DEPENDENCY_MISSING` without Python, jinja2 or the template.
 */
export async function* renderRows(
  rows: AsyncIterable<object>,
  { template, variables = {}, python = "python3" }: StudentTemplateOptions,
): AsyncGenerator<TemplateLine | RenderedRow> {
  const options = ["--template", template, "--arguments", JSON.stringify(variables)];
  const child = spawn(python, ["-B", SCRIPT, ...options], { stdio: "pipe" });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-SHOWN_ERROR);
  });
  const closed = once(child, "close");
  closed.catch(() => undefined); // a program that cannot be started is reported below
  // A row that cannot be read fails the export; that Python stops reading is reported by its exit code.
  let failure: unknown;
  const written = pipeline(toLines(rows), child.stdin).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") failure = error;
    child.kill();
  });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const parsed = lineSchema.parse(JSON.parse(line));
      if ("error" in parsed) throw missing(parsed.error);
      yield "template" in parsed ? parsed.template : parsed;
    }
    const [code] = await closed;
    await written;
    if (failure !== undefined) throw failure;
    if (code !== 0) throw failed(python, said);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw withoutPython(python, error);
    throw error;
  } finally {
    child.kill();
  }
}

/**
 * Loads a student's template, so that an export that cannot be rendered fails at its start.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` without Python, jinja2 or the template.
 */
export async function checkTemplate(options: StudentTemplateOptions): Promise<void> {
  async function* none(): AsyncGenerator<object> {}
  for await (const line of renderRows(none(), options)) if ("text" in line) return;
}

function toLines(rows: AsyncIterable<object>): Readable {
  async function* lines() {
    for await (const row of rows) yield `${JSON.stringify(row)}\n`;
  }
  return Readable.from(lines());
}

function missing({ problem, remedy }: { problem: string; remedy: string }): StarError {
  return new StarError("DEPENDENCY_MISSING", { message: problem, remedy });
}

function withoutPython(python: string, cause: unknown): StarError {
  return new StarError("DEPENDENCY_MISSING", {
    message: `The student's template is rendered by Python, and "${python}" cannot be run: ${messageOf(cause)}.`,
    remedy: "Install Python 3.11 or later, or pass its path with --python.",
    cause,
  });
}

function failed(python: string, said: string): StarError {
  return new StarError("DEPENDENCY_MISSING", {
    message: `${python} ${SCRIPT} failed: ${said.trim() || "it printed nothing"}.`,
    remedy: "Use Python 3.11 or later with jinja2 3.1.6, and pass its path with --python.",
  });
}
