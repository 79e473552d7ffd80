import { z } from "zod";
import { parseJson } from "../../../json.js";
import { parseExport } from "../exported/exported-run.js";

const absent = z.null().transform(() => undefined);

/** A value that a bulk export writes as JSON text. LangSmith stores an empty text for nothing. */
function maybeJson<Value>(schema: z.ZodType<Value>) {
  const parsed = z.string().transform((text, context) => {
    const { data, success } = schema.safeParse(parseJson(text));
    if (success) return data;
    if (text !== "" && text !== "null")
      context.addIssue("The text is not JSON of the run data format.");
    return undefined;
  });
  return z.union([schema, absent, parsed]).optional();
}

const members = maybeJson(z.record(z.string(), z.unknown()));
const optionalText = z.union([z.string(), absent]).optional();
/** Parquet has 64-bit integers and times. */
const count = z.union([z.number(), z.bigint().transform(Number), absent]).optional();
const time = z.union([z.string(), z.number(), z.date().transform(Number)]);

/** The fields of a LangSmith run that are used here. */
const runSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    run_type: z.string(),
    start_time: time,
    end_time: z
      .union([time, absent])
      .optional()
      .transform((end) => end || undefined),
    inputs: members,
    outputs: members,
    error: optionalText,
    status: optionalText,
    extra: members,
    tags: maybeJson(z.array(z.string())),
    parent_run_id: optionalText,
    dotted_order: optionalText,
    prompt_tokens: count,
    completion_tokens: count,
  })
  .transform(({ status, error, parent_run_id: parent, ...run }) => ({
    ...run,
    parent_run_id: parent || undefined,
    error: error || (status === "error" ? NO_REASON : undefined),
  }));
/** A run with absent values left out. */
export type LangSmithRun = z.infer<typeof runSchema>;

const NO_REASON = "Error: LangSmith stored no reason for the failure.";

/**
 * Parses runs as LangSmith's API lists them, or rows of a bulk export.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` with the run and the field when a value is not a run.
 */
export function parseRuns(runs: unknown): LangSmithRun[] {
  return parseExport(z.array(runSchema), runs, {
    source: "The list of LangSmith runs",
    remedy: "Pass the array of runs that LangSmith lists, with their inputs, outputs and extra.",
  });
}
