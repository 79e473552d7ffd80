/** `langgraph-star/recorder`: records any LangGraph execution. Needs nothing but `@langchain/core` and zod. */
export { TrajectoryRecorder } from "./distill/recorder/recorder.js";
export type { TrajectoryRecorderOptions } from "./distill/recorder/recorder.js";
export type { Classify, ClassifiedRun, TextStepKind } from "./distill/recorder/classify.js";
export type { Recording } from "./distill/recorder/recording.js";
export type { Redact } from "./distill/recorder/snapshot.js";
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
