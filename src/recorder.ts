/** `langgraph-star/recorder`: records any LangGraph execution, or reads one that was kept elsewhere. Needs nothing but `@langchain/core` and zod. */
export { TrajectoryRecorder } from "./trajectory/recorder/recorder.js";
export type { TrajectoryRecorderOptions } from "./trajectory/recorder/recorder.js";
export type { Classify, ClassifiedRun, TextStepKind } from "./trajectory/recorder/classify.js";
export type { Recording } from "./trajectory/recorder/recording.js";
export type { Redact } from "./trajectory/recorder/snapshot.js";
export { MISSING_PARTS } from "./trajectory/recorder/recording.js";
export type { MissingPart } from "./trajectory/recorder/recording.js";
export { fromLangSmithRuns } from "./trajectory/import/langsmith-runs.js";
export { fromSpans } from "./trajectory/import/spans.js";
export { fromStateHistory } from "./trajectory/import/state-history.js";
export type { ThreadConfig, ThreadedGraph } from "./trajectory/import/state-history.js";
export type { SourceOptions } from "./trajectory/import/exported/replay.js";
export { toTrajectory } from "./trajectory/recorder/to-trajectory.js";
export type { TrajectoryContext } from "./trajectory/recorder/to-trajectory.js";
export {
  STEP_KINDS,
  TRAJECTORY_SCHEMA,
  TRAJECTORY_STATUSES,
  stepSchema,
  trajectorySchema,
} from "./trajectory/trajectory.js";
export type { Step, StepKind, Trajectory } from "./trajectory/trajectory.js";
export {
  listTrajectoryIds,
  openTrajectoryFile,
  readTrajectories,
} from "./trajectory/trajectory-file.js";
export type { TrajectoryWriter } from "./trajectory/trajectory-file.js";
