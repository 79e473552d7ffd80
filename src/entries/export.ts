/**
 * Running the teacher over many tasks, and the export of its trajectories for trainers.
 *
 * @module langgraph-star/export
 */
export { exportTrajectories } from "../distill/export/export-trajectories.js";
export type { ExportOptions, ExportProgress } from "../distill/export/export-options.js";
export { previewExport } from "../distill/export/preview-export.js";
export type {
  ExportPreview,
  PreviewOptions,
  ReasonCounts,
} from "../distill/export/count-export.js";
export { EXPORT_DEFAULTS } from "../distill/export/settings.js";
export type { ExportSettings } from "../distill/export/settings.js";
export { STUDENT_TEMPLATES } from "../distill/export/student-templates.js";
export type {
  RenderedStudent,
  StudentTemplateOptions,
} from "../distill/export/student-templates.js";
export type { Manifest } from "../distill/export/manifest.js";
export { createQwen3Meter } from "../distill/export/qwen3-tokens.js";
export type { TokenCounts, TokenMeter } from "../distill/export/tokens.js";
export { FORMAT_NAMES } from "../distill/export/formats/index.js";
export type { FormatName } from "../distill/export/formats/index.js";
export { verifyExport } from "../distill/export/verify/verify-export.js";
export type { VerifyOptions, VerifyReport } from "../distill/export/verify/check-export.js";
export type { Problem } from "../distill/export/verify/problem.js";
export { toAtif } from "../distill/interchange/atif/to-atif.js";
export type { ToAtifOptions } from "../distill/interchange/atif/to-atif.js";
export { toSessionTraces } from "../distill/interchange/session-traces.js";
export type {
  SessionHeader,
  SessionMessage,
  SessionTrace,
  SessionTraceOptions,
} from "../distill/interchange/session-traces.js";
export { toConversation } from "../distill/transcript/to-conversation.js";
export type { Conversation, Message, ToolCall } from "../distill/transcript/conversation.js";
export { renderLinear } from "../distill/transcript/render-linear.js";
export type { LinearText, Span } from "../distill/transcript/render-linear.js";
export { runTask, trajectoryId } from "../distill/teaching/run-task.js";
export type { RecordedGraph, RunTaskOptions } from "../distill/teaching/run-task.js";
export { teach } from "../distill/teaching/teach.js";
export type { RunningTask, TeachOptions, TeachResult } from "../distill/teaching/teach-options.js";
export type { StopReason, TeachProgress } from "../distill/teaching/work.js";
export type { Budget, BudgetReason, TokenPrice } from "../distill/teaching/budget.js";
export type { ErrorCount, Tally } from "../distill/teaching/tally.js";
export type { Usage } from "../trajectory/usage.js";
export { fingerprintOfTeacher } from "../distill/teaching/fingerprint.js";
export type { FingerprintedTeacher } from "../distill/teaching/fingerprint.js";
export { createTeacherHost } from "../distill/teaching/teacher-host.js";
export type {
  RecordOptions,
  TeacherAnswer,
  TeacherHost,
  TeacherHostOptions,
} from "../distill/teaching/teacher-host.js";
export { createTeacherPool } from "../distill/teaching/pool.js";
export type { PoolOptions, TeacherPool } from "../distill/teaching/pool.js";
export { TEACHER_DEFAULTS } from "../distill/teaching/settings.js";
export type {
  ModelSettings,
  RankingJob,
  TeacherSettings,
  TeachingDataset,
  TeachingJob,
} from "../distill/teaching/settings.js";
export { summarizeBehavior, teacherPolicy } from "../distill/teaching/behavior.js";
export type {
  BehaviorSummary,
  RevisionEffect,
  TaskBehavior,
  TeacherPolicyOptions,
} from "../distill/teaching/behavior.js";
