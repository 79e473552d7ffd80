/**
 * Records the run of any LangGraph graph, or imports one from another store. Needs only `@langchain/core` and zod.
 *
 * @module langgraph-star/recorder
 */
export { renderTrajectory, summarizeTrajectories } from "../trajectory/print/print-trajectory.js";
export type { RenderTrajectoryOptions } from "../trajectory/print/print-trajectory.js";
export { keepByOutcome, OUTCOME_VERDICTS } from "../trajectory/outcome-filter.js";
export type {
  KeepByOutcomeOptions,
  OutcomeFilter,
  OutcomeVerdict,
} from "../trajectory/outcome-filter.js";
export { openFileRecorder } from "../trajectory/file-recorder.js";
export type {
  EndedExecution,
  FileRecorder,
  FileRecorderOptions,
} from "../trajectory/file-recorder.js";
export { TrajectoryRecorder } from "../trajectory/recorder/recorder.js";
export type { TrajectoryRecorderOptions } from "../trajectory/recorder/recorder.js";
export type { Classify, ClassifiedRun, TextStepKind } from "../trajectory/recorder/classify.js";
export { MISSING_PARTS } from "../trajectory/missing-parts.js";
export type { MissingPart } from "../trajectory/missing-parts.js";
export { MESSAGE_ROLES, messageRecordSchema, modelCallSchema } from "../trajectory/model-call.js";
export type { MessageRecord, ModelCallRecord } from "../trajectory/model-call.js";
export { listModelCalls } from "../trajectory/unpack-calls.js";
export type { ModelCall } from "../trajectory/unpack-calls.js";
export type { Recording } from "../trajectory/recorder/recording.js";
export type { RunningCall, RunningExecution } from "../trajectory/recorder/running.js";
export type { Redact } from "../trajectory/recorder/redact.js";
export { ATIF_VERSIONS, atifDocumentSchema } from "../trajectory/atif/document.js";
export type { AtifDocument } from "../trajectory/atif/document.js";
export { fromAtif } from "../trajectory/import/atif.js";
export type { FromAtifOptions } from "../trajectory/import/atif.js";
export { fromLangSmithRuns } from "../trajectory/import/langsmith-runs.js";
export { readTraceFile } from "../trajectory/import/exported/trace-file.js";
export { fromSpans } from "../trajectory/import/spans.js";
export { fromStateHistory } from "../trajectory/import/state-history.js";
export type { ThreadConfig, ThreadedGraph } from "../trajectory/import/state-history.js";
export type { SourceOptions } from "../trajectory/import/exported/replay.js";
export { toTrajectory } from "../trajectory/recorder/to-trajectory.js";
export type { TrajectoryContext } from "../trajectory/recorder/to-trajectory.js";
export {
  STEP_KINDS,
  TRAJECTORY_SCHEMA,
  TRAJECTORY_SCHEMAS,
  TRAJECTORY_STATUSES,
  stepSchema,
  trajectorySchema,
} from "../trajectory/trajectory.js";
export type { Step, StepKind, Trajectory } from "../trajectory/trajectory.js";
export {
  listTrajectoryIds,
  openTrajectoryFile,
  readTrajectories,
} from "../trajectory/trajectory-file.js";
export type { TrajectoryWriter } from "../trajectory/trajectory-file.js";
