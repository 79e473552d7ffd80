/** `langgraph-star/recorder`: records any LangGraph execution, or reads one that was kept elsewhere. Needs nothing but `@langchain/core` and zod. */
export { TrajectoryRecorder } from "./distill/recorder/recorder.js";
export type { TrajectoryRecorderOptions } from "./distill/recorder/recorder.js";
export type { Classify, ClassifiedRun, TextStepKind } from "./distill/recorder/classify.js";
export type { Recording } from "./distill/recorder/recording.js";
export type { Redact } from "./distill/recorder/snapshot.js";
export { MISSING_PARTS } from "./distill/recorder/missing.js";
export type { MissingPart } from "./distill/recorder/missing.js";
export { fromLangSmithRuns } from "./distill/sources/langsmith-runs.js";
export { fromSpans } from "./distill/sources/spans.js";
export { fromStateHistory } from "./distill/sources/state-history.js";
export type { ThreadConfig, ThreadedGraph } from "./distill/sources/state-history.js";
export type { SourceOptions } from "./distill/sources/exported/replay.js";
export { toTrajectory } from "./distill/recorder/to-trajectory.js";
export type { TrajectoryContext } from "./distill/recorder/to-trajectory.js";
export {
  STEP_KINDS,
  TRAJECTORY_SCHEMA,
  TRAJECTORY_STATUSES,
  stepSchema,
  trajectorySchema,
} from "./distill/trajectory.js";
export type { Step, StepKind, Trajectory } from "./distill/trajectory.js";
export {
  listTrajectoryIds,
  openTrajectoryFile,
  readTrajectories,
} from "./distill/trajectory-file.js";
export type { TrajectoryWriter } from "./distill/trajectory-file.js";
