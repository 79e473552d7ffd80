import { type AtifDocument, atifDocumentSchema } from "../atif/document.js";
import { executionFields, readStar } from "../atif/star-fields.js";
import { MISSING_PARTS, type MissingPart } from "../missing-parts.js";
import { packCalls } from "../recorder/pack-calls.js";
import { promptOf } from "../recorder/messages.js";
import { TRAJECTORY_SCHEMA, type Trajectory, trajectorySchema } from "../trajectory.js";
import { parseExport } from "./exported/exported-run.js";
import { type ReadReplies, type ReadReply, readReplies } from "./atif/read-replies.js";
import { toSteps, withCallIds } from "./atif/to-steps.js";

/** Options of {@link fromAtif}. */
export interface FromAtifOptions {
  /** Id of the trajectory. Default: the document's `session_id`, else its `trajectory_id`. */
  readonly id?: string;
}

/**
 * Converts a trajectory in Harbor's Agent Trajectory Interchange Format (ATIF, versions 1.0 to 1.8), with the embedded trajectories of
 * other agents. Each step of an agent becomes a model call that was given the messages before it.
 *
 * A document that `toAtif` wrote gives the same trajectory again, without the model calls that are not part of the result. Documents of
 * other programs do not contain nodes and rounds, failed attempts, times and whether a tool's answer is an error; `missing` lists
 * what else they lack. Their status is `completed`, since ATIF does not say how a run ended.
 *
 * @param document - Parsed JSON.
 * @throws {StarError} `TRAJECTORY_INVALID` when the value is not an ATIF document, or has no id.
 * @see https://harborframework.com/docs/trajectory-format
 *
 * @example
 * ```ts
 * import { fromAtif, listModelCalls } from "langgraph-star/recorder";
 *
 * const trajectory = fromAtif({
 *   schema_version: "ATIF-v1.7",
 *   session_id: "run-1",
 *   agent: { name: "geographer", version: "1.0", model_name: "m" },
 *   steps: [
 *     { step_id: 1, source: "user", message: "Capital of France?" },
 *     { step_id: 2, source: "agent", message: "Paris." },
 *   ],
 * });
 * console.log(listModelCalls(trajectory).map(({ output }) => output?.content)); // [ 'Paris.' ]
 * console.log(trajectory.missing); // [ 'attempts', 'position', 'timing', 'usage' ]
 * ```
 */
export function fromAtif(document: unknown, { id }: FromAtifOptions = {}): Trajectory {
  const remedy = "Pass one parsed ATIF document of version 1.0 to 1.8, and an id if it has none.";
  const parsed = parseExport(atifDocumentSchema, document, { source: "The ATIF document", remedy });
  const read = readReplies(parsed);
  const replies = withCallIds(inOrder(read.replies));
  const source = `The ATIF document "${id ?? parsed.session_id ?? parsed.trajectory_id}"`;
  const trajectory = toTrajectory(parsed, { ...read, replies });
  return parseExport(
    trajectorySchema,
    { ...trajectory, ...(id !== undefined && { id }) },
    { source, remedy },
  );
}

/** The order of the trajectory's calls, where the document says it. */
function inOrder(replies: readonly ReadReply[]): readonly ReadReply[] {
  if (replies.some(({ own }) => own === undefined)) return replies;
  return replies.toSorted((a, b) => (a.own?.call ?? 0) - (b.own?.call ?? 0));
}

/** @returns A value with `undefined` for an absent id. */
function toTrajectory(document: AtifDocument, { replies, missing }: ReadReplies) {
  const calls = replies.map(({ call }) => call);
  const packed = packCalls(calls);
  const execution = readStar(document, executionFields);
  const { models, temperature, discarded, ...known } = execution ?? {
    task: null,
    sample: 0,
    models: [...new Set(calls.map(({ model }) => model))].filter((model) => model !== ""),
    temperature: null,
    usage: sumUsage(calls.map(({ usage }) => usage)),
    outcome: null,
    status: "completed" as const,
    error: null,
    missing: [...missing, "attempts", "position", "timing"] as const,
    discarded: 0,
  };
  const parts: ReadonlySet<MissingPart> = new Set([
    ...(known.missing ?? []),
    ...(discarded > 0 ? (["attempts"] as const) : []),
  ]);
  const { missing: _, ...rest } = known;
  return {
    schema: TRAJECTORY_SCHEMA,
    id: document.session_id ?? document.trajectory_id ?? undefined,
    source: {
      graph: document.agent.name,
      fingerprint: document.agent.version,
      models,
      temperature,
    },
    prompt: promptOf(calls[0]?.input ?? []),
    ...packed,
    steps: toSteps(replies),
    ...rest,
    ...(parts.size > 0 && { missing: MISSING_PARTS.filter((part) => parts.has(part)) }),
  };
}

function sumUsage(
  usages: readonly { readonly inputTokens: number; readonly outputTokens: number }[],
): Trajectory["usage"] {
  const sum = (tokens: "inputTokens" | "outputTokens") =>
    usages.reduce((total, usage) => total + usage[tokens], 0);
  return {
    modelCalls: usages.length,
    inputTokens: sum("inputTokens"),
    outputTokens: sum("outputTokens"),
  };
}
