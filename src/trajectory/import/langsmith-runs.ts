import { z } from "zod";
import type { MissingPart } from "../missing-parts.js";
import type { Recording } from "../recorder/recording.js";
import { isRecord } from "../../json.js";
import { type ExportedRun, readTime, parseExport } from "./exported/exported-run.js";
import { toModelOutputs } from "./exported/model-outputs.js";
import { replayRuns, type SourceOptions } from "./exported/replay.js";

const members = z.record(z.string(), z.unknown());
const time = z.union([z.string(), z.number()]);

/** The fields of a LangSmith run that are used here. */
const runSchema = z.object({
  id: z.string(),
  name: z.string(),
  run_type: z.string(),
  start_time: time,
  end_time: time.nullish(),
  inputs: members.nullish(),
  outputs: members.nullish(),
  error: z.string().nullish(),
  extra: members.nullish(),
  tags: z.array(z.string()).nullish(),
  parent_run_id: z.string().nullish(),
  dotted_order: z.string().nullish(),
  prompt_tokens: z.number().nullish(),
  completion_tokens: z.number().nullish(),
});
const usageSchema = z.object({
  metadata: z.object({
    usage_metadata: z.object({ input_tokens: z.number(), output_tokens: z.number() }),
  }),
});
type LangSmithRun = z.infer<typeof runSchema>;

/**
 * Converts runs exported from LangSmith to recordings, oldest first. The graphs can have run in JavaScript or in Python.
 *
 * Inputs or outputs that LangSmith was configured to hide are {@link Recording.missing}. A graph that stopped at a breakpoint and
 * was never resumed has the status `completed`, since the export does not distinguish the two.
 *
 * @param runs - Parsed JSON: every run of every trace, in any order.
 * @throws {StarError} `TRAJECTORY_INVALID` when a value is not a run, or when a trace is incomplete.
 * @see https://docs.langchain.com/langsmith/run-data-format
 *
 * @example
 * ```ts
 * import { fromLangSmithRuns } from "langgraph-star/recorder";
 *
 * const runs = [
 *   {
 *     id: "1",
 *     name: "agent",
 *     run_type: "chain",
 *     start_time: "2026-01-31T12:00:00",
 *     end_time: "2026-01-31T12:00:02",
 *   },
 *   {
 *     id: "2",
 *     parent_run_id: "1",
 *     name: "ChatOpenAI",
 *     run_type: "llm",
 *     start_time: "2026-01-31T12:00:00",
 *     end_time: "2026-01-31T12:00:01",
 *     inputs: { messages: [[{ role: "user", content: "2 + 2?" }]] },
 *     outputs: { generations: [[{ message: { role: "assistant", content: "Four." } }]] },
 *   },
 * ];
 * const [recording] = fromLangSmithRuns(runs);
 * console.log(recording?.steps[0]); // { kind: 'analysis', content: 'Four.', ... }
 * ```
 */
export function fromLangSmithRuns(runs: unknown, options: SourceOptions = {}): Recording[] {
  const parsed = parseExport(z.array(runSchema), runs, {
    source: "The list of LangSmith runs",
    remedy: "Pass the array of runs that LangSmith lists, with their inputs, outputs and extra.",
  });
  return replayRuns(parsed.map(toExportedRun), options);
}

function toExportedRun(run: LangSmithRun, index: number): ExportedRun {
  const outputs = run.outputs ?? undefined;
  const at = (field: "start_time" | "end_time", value: string | number) =>
    readTime(value, `${field} of LangSmith run ${index} ("${run.name}")`);
  const endTime = run.end_time ?? undefined;
  return {
    id: run.id,
    parentId: run.parent_run_id ?? undefined,
    name: run.name,
    type: run.run_type,
    startedAt: at("start_time", run.start_time),
    endedAt: endTime === undefined ? undefined : at("end_time", endTime),
    order: run.dotted_order ?? "",
    tags: run.tags ?? [],
    inputs: run.inputs ?? {},
    outputs: run.run_type === "llm" ? toModelOutputs(outputs, countTokens(run)) : outputs,
    // LangSmith stores an empty text for no error.
    error: run.error || undefined,
    extra: run.run_type === "tool" ? withCallId(run.extra ?? {}, outputs) : (run.extra ?? {}),
    missing: run.run_type === "llm" ? hiddenParts(run) : [],
  };
}

/** Token counts of LangSmith, else of LangChain's tracer, which stores them in the metadata. */
function countTokens({ extra, prompt_tokens: input, completion_tokens: output }: LangSmithRun) {
  const { data } = usageSchema.safeParse(extra);
  const usage = data?.metadata.usage_metadata;
  return {
    inputTokens: input ?? usage?.input_tokens,
    outputTokens: output ?? usage?.output_tokens,
  };
}

/** LangSmith can be configured to store no inputs or no outputs. */
function hiddenParts({ inputs, outputs, error, end_time: endTime }: LangSmithRun): MissingPart[] {
  const hasInput = "messages" in (inputs ?? {}) || "prompts" in (inputs ?? {});
  const hasReply = Boolean(error) || !endTime || "generations" in (outputs ?? {});
  return [...(hasInput ? [] : ["prompt" as const]), ...(hasReply ? [] : ["replies" as const])];
}

/** In Python, the call's id is only in the answer. */
function withCallId(extra: ExportedRun["extra"], outputs: ExportedRun["outputs"]) {
  const output = outputs?.["output"];
  const answer = isRecord(output) && isRecord(output["kwargs"]) ? output["kwargs"] : output;
  const callId = isRecord(answer) ? answer["tool_call_id"] : undefined;
  return callId === undefined ? extra : { tool_call_id: callId, ...extra };
}
