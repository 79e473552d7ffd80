import type { Recording } from "../recorder/recording.js";
import { isRecord } from "../../json.js";
import { type ExportedRun, readTime } from "./exported/exported-run.js";
import { readModelInputs } from "./exported/model-inputs.js";
import { readModelOutputs } from "./exported/model-outputs.js";
import { parsePythonLiteral } from "./exported/python-literal.js";
import { replayRuns, type SourceOptions } from "./exported/replay.js";
import { parseRuns, type LangSmithRun } from "./langsmith/parse-runs.js";

/**
 * Converts runs exported from LangSmith to recordings, oldest first. The graphs can have run in JavaScript or in Python.
 *
 * Inputs or outputs that LangSmith was configured to hide are {@link Recording.missing}. A graph that stopped at a breakpoint and
 * was never resumed has the status `completed`, since the export does not distinguish the two.
 *
 * @param runs - Every run of every trace, in any order: as the API and the clients list them, or rows of a bulk export, whose
 * `inputs`, `outputs`, `extra` and `tags` are JSON text. `readTraceFile` reads the files of both.
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
  return replayRuns(parseRuns(runs).map(toExportedRun), options);
}

function toExportedRun(run: LangSmithRun, index: number): ExportedRun {
  const at = (field: "start_time" | "end_time", value: string | number) =>
    readTime(value, `${field} of LangSmith run ${index} ("${run.name}")`);
  return {
    id: run.id,
    parentId: run.parent_run_id,
    name: run.name,
    type: run.run_type,
    startedAt: at("start_time", run.start_time),
    endedAt: run.end_time === undefined ? undefined : at("end_time", run.end_time),
    order: run.dotted_order ?? "",
    tags: run.tags ?? [],
    error: run.error,
    ...readContents(run),
  };
}

type Contents = Pick<ExportedRun, "inputs" | "outputs" | "extra" | "missing">;

function readContents(run: LangSmithRun): Contents {
  const { inputs = {}, outputs, extra = {} } = run;
  if (run.run_type === "llm") return readModelCall(run);
  if (run.run_type === "tool") {
    return {
      inputs: readArguments(inputs),
      outputs,
      extra: withCallId(extra, outputs),
      missing: [],
    };
  }
  return { inputs, outputs, extra, missing: [] };
}

function readModelCall(run: LangSmithRun): Contents {
  const { inputs, tools, missing } = readModelInputs(run.inputs);
  const reply = readModelOutputs(run.outputs, countTokens(run));
  const lacksReply = run.error === undefined && run.end_time !== undefined;
  const { extra = {} } = run;
  return {
    inputs,
    outputs: reply.outputs,
    extra: tools === undefined ? extra : { invocation_params: { tools }, ...extra },
    missing: [...missing, ...(lacksReply ? reply.missing : [])],
  };
}

/** Token counts of LangSmith, else of LangChain's tracer, which stores them in the metadata. */
function countTokens({ extra, prompt_tokens: input, completion_tokens: output }: LangSmithRun) {
  const metadata = extra?.["metadata"];
  const usage = isRecord(metadata) ? metadata["usage_metadata"] : undefined;
  const count = (key: string) => {
    const tokens = isRecord(usage) ? usage[key] : undefined;
    return typeof tokens === "number" ? tokens : undefined;
  };
  return {
    inputTokens: input ?? count("input_tokens"),
    outputTokens: output ?? count("output_tokens"),
  };
}

/** Python's tracer prints the arguments. */
function readArguments(inputs: ExportedRun["inputs"]): ExportedRun["inputs"] {
  const { input } = inputs;
  const parsed = typeof input === "string" ? parsePythonLiteral(input) : undefined;
  return isRecord(parsed) && Object.keys(inputs).length === 1 ? parsed : inputs;
}

/** In Python, the call's id is only in the answer. */
function withCallId(extra: ExportedRun["extra"], outputs: ExportedRun["outputs"]) {
  const output = outputs?.["output"];
  const answer = isRecord(output) && isRecord(output["kwargs"]) ? output["kwargs"] : output;
  const callId = isRecord(answer) ? answer["tool_call_id"] : undefined;
  return callId === undefined ? extra : { tool_call_id: callId, ...extra };
}
