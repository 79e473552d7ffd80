/** `langgraph-star`: everything a user needs, grouped by the way data goes. */

// Words of the domain.
export { SCENARIOS, SPLITS } from "./types.js";
export type {
  Dataset,
  Interaction,
  Item,
  ItemId,
  Policy,
  PolicyAnswer,
  RecommendationTask,
  Recommender,
  Scenario,
  Split,
  UserId,
  VisibleTask,
} from "./types.js";
export { STAR_ERROR_CODES, StarError } from "./errors.js";
export type { StarErrorCode, StarErrorDetails } from "./errors.js";

// Data: datasets, what is held out of them, tasks.
export { DATASET_NAMES, loadDataset } from "./data/load-dataset.js";
export type { LoadOptions } from "./data/load-dataset.js";
export type { LoadedDataset } from "./data/collect-dataset.js";
export { describeDataset } from "./data/describe.js";
export type { DatasetDescription, Quantiles } from "./data/describe.js";
export { createSyntheticDataset } from "./data/synthetic.js";
export type { SyntheticOptions, SyntheticSizes } from "./data/synthetic.js";
export { fitInteractions, splitTargets, withoutHidden } from "./data/targets.js";
export type { Protocol as SplitProtocol, UserTargets } from "./data/targets.js";
export { createTasks, visible } from "./data/tasks.js";
export type { TaskOptions, TaskSet } from "./data/tasks.js";
export type { UserSequence } from "./data/sequences.js";

// Collaborative filtering: recommenders and the index behind the tools.
export {
  fingerprintCollaborativeIndex,
  fitCollaborativeIndex,
} from "./collaborative/collaborative-index.js";
export type {
  CollaborativeIndex,
  CollaborativeInput,
  CollaborativeOptions,
} from "./collaborative/collaborative-index.js";
export { loadCollaborativeIndex, saveCollaborativeIndex } from "./collaborative/index-files.js";
export { fromTransferable, toTransferable } from "./collaborative/index-transfer.js";
export type { TransferableIndex } from "./collaborative/index-transfer.js";
export { createInteractionMatrix } from "./collaborative/interaction-matrix.js";
export type { InteractionMatrix } from "./collaborative/interaction-matrix.js";
export { fitAls } from "./collaborative/als.js";
export type { AlsModel, AlsOptions } from "./collaborative/als.js";
export { fitEase } from "./collaborative/ease.js";
export type { EaseModel, EaseOptions } from "./collaborative/ease.js";
export { fitItemKnn } from "./collaborative/item-knn.js";
export type { ItemKnnOptions } from "./collaborative/item-knn.js";
export { fitPopularity } from "./collaborative/popularity.js";

// Models: any LangChain chat model does; these are made by name.
export { createChatModel } from "./models/chat-model.js";
export type { ChatModelOptions } from "./models/chat-model.js";
export { OfflineModel } from "./models/offline/offline-model.js";
export type { OfflineModelOptions } from "./models/offline/offline-model.js";

// Tools, and the proof that they know nothing of the future.
export { createTools } from "./tools/create-tools.js";
export type { CreateToolsOptions } from "./tools/create-tools.js";
export { checkLeaks } from "./tools/check-leaks.js";
export type { CheckLeaksOptions, Leak, LeakReport } from "./tools/check-leaks.js";

// Graphs.
export { createTeacher } from "./graphs/teacher.js";
export type { CreateTeacherOptions } from "./graphs/teacher.js";
export { createStudent } from "./graphs/student.js";
export type { CreateStudentOptions } from "./graphs/student.js";
export { DEFAULT_AGENTS } from "./graphs/agents/default-agents.js";
export type { AgentDefinition } from "./graphs/agents/default-agents.js";
export { toGraphInput } from "./graphs/opening.js";
export type { GraphInput, Question } from "./graphs/opening.js";
export { toPolicy } from "./graphs/policy.js";
export type { PolicyOptions, RankedAnswer, RankingGraph } from "./graphs/policy.js";
export { drawGraph } from "./graphs/draw.js";
export type { Drawable, DrawOptions } from "./graphs/draw.js";

// Trajectories: recording, reading, running the teacher over many tasks. The recorder is also `langgraph-star/recorder`.
export {
  fromLangSmithRuns,
  fromSpans,
  fromStateHistory,
  listTrajectoryIds,
  MISSING_PARTS,
  openTrajectoryFile,
  readTrajectories,
  STEP_KINDS,
  stepSchema,
  toTrajectory,
  TRAJECTORY_SCHEMA,
  TRAJECTORY_STATUSES,
  TrajectoryRecorder,
  trajectorySchema,
} from "./recorder.js";
export type {
  ClassifiedRun,
  Classify,
  MissingPart,
  Recording,
  Redact,
  SourceOptions,
  Step,
  StepKind,
  TextStepKind,
  ThreadConfig,
  ThreadedGraph,
  Trajectory,
  TrajectoryContext,
  TrajectoryRecorderOptions,
  TrajectoryWriter,
} from "./recorder.js";
export { renderTrajectory, summarizeTrajectories } from "./trajectory/print/print-trajectory.js";
export type { RenderTrajectoryOptions } from "./trajectory/print/print-trajectory.js";
export { exportTrajectories } from "./distill/export/export-trajectories.js";
export type { ExportOptions, ExportProgress } from "./distill/export/export-trajectories.js";
export { EXPORT_DEFAULTS } from "./distill/export/settings.js";
export type { ExportSettings } from "./distill/export/settings.js";
export type { Manifest } from "./distill/export/manifest.js";
export { createQwen3Meter } from "./distill/export/qwen3-tokens.js";
export type { TokenCounts, TokenMeter } from "./distill/export/tokens.js";
export { FORMAT_NAMES } from "./distill/export/formats/index.js";
export type { FormatName } from "./distill/export/formats/index.js";
export { verifyExport } from "./distill/export/verify/verify-export.js";
export type { VerifyOptions, VerifyReport } from "./distill/export/verify/verify-export.js";
export type { Problem } from "./distill/export/verify/problem.js";
export { keepByOutcome, OUTCOME_VERDICTS } from "./trajectory/outcome-filter.js";
export type {
  KeepByOutcomeOptions,
  OutcomeFilter,
  OutcomeVerdict,
} from "./trajectory/outcome-filter.js";
export { toConversation } from "./distill/transcript/to-conversation.js";
export type { Conversation, Message, ToolCall } from "./distill/transcript/conversation.js";
export { renderLinear } from "./distill/transcript/render-linear.js";
export type { LinearText, Span } from "./distill/transcript/render-linear.js";
export { runTask, trajectoryId } from "./distill/teaching/run-task.js";
export type { RecordedGraph, RunTaskOptions } from "./distill/teaching/run-task.js";
export { teach } from "./distill/teaching/teach.js";
export type { TeachOptions, TeachProgress, TeachResult } from "./distill/teaching/teach.js";
export { createTeacherHost, fingerprintOfTeacher } from "./distill/teaching/teacher-host.js";
export type {
  TeacherAnswer,
  TeacherHost,
  TeacherHostOptions,
} from "./distill/teaching/teacher-host.js";
export { simulateLatency, SIMULATED_MODEL } from "./distill/teaching/latency/simulate-latency.js";
export type { SimulateLatencyOptions } from "./distill/teaching/latency/simulate-latency.js";
export { toSimulatedPolicy } from "./distill/teaching/latency/simulate-latency.js";
export type { SimulatedPolicyOptions } from "./distill/teaching/latency/simulate-latency.js";
export { loadTokenCounter } from "./distill/teaching/latency/simulate-latency.js";
export { createTeacherPool } from "./distill/teaching/pool.js";
export type { PoolOptions, TeacherPool } from "./distill/teaching/pool.js";
export { TEACHER_DEFAULTS } from "./distill/teaching/settings.js";
export type {
  ModelSettings,
  RankingJob,
  TeacherSettings,
  TeachingDataset,
  TeachingJob,
} from "./distill/teaching/settings.js";
export { summarizeBehavior, teacherPolicy } from "./distill/teaching/behavior.js";
export type {
  BehaviorSummary,
  RevisionEffect,
  TaskBehavior,
  TeacherPolicyOptions,
} from "./distill/teaching/behavior.js";

// The embedded student.
export { EmbeddedStudentModel } from "./student/chat/embedded-student-model.js";
export type { EmbeddedStudentOptions } from "./student/chat/embedded-student-model.js";
export { batchedStudentPolicy } from "./student/chat/batched-policy.js";
export type { BatchedPolicyOptions } from "./student/chat/batched-policy.js";
export { studentPolicy } from "./student/chat/student-policy.js";
export type { StudentPolicyOptions } from "./student/chat/student-policy.js";
export { openStudent } from "./student/student.js";
export type { Student } from "./student/student.js";
export { RL_METHODS, STAGES, TRAIN_DEFAULTS } from "./student/run/options.js";
export type { RlMethod, Stage, TrainOptions } from "./student/run/options.js";
export type { TrainingRecord } from "./student/run/record.js";
export { runTraining } from "./student/run/run-training.js";
export type { RunTrainingOptions } from "./student/run/run-training.js";
export type { TrainProgress } from "./student/run/record.js";
export type { Validation } from "./student/run/validate.js";

// Evaluation.
export { evaluate } from "./evaluation/evaluate.js";
export type { EvaluateOptions, Evaluation, EvaluationProgress } from "./evaluation/evaluate.js";
export { randomPolicy, recommenderPolicy } from "./evaluation/policies.js";
export { createReport } from "./evaluation/report.js";
export type { ReportOptions } from "./evaluation/report.js";
export { reportSchema } from "./evaluation/report-schema.js";
export type {
  Environment,
  PairedRow,
  Protocol as EvaluationProtocol,
  Report,
  ReportRow,
  Simulation,
} from "./evaluation/report-schema.js";
export { renderReportHtml } from "./evaluation/report-html.js";
export { formatPaired, formatTable } from "./evaluation/table.js";
export { pairedDifference } from "./evaluation/bootstrap.js";
export type { PairedDifference } from "./evaluation/bootstrap.js";
export { hitRateAt, METRIC_NAMES, METRICS, ndcgAt, reciprocalRank } from "./evaluation/metrics.js";
export type { MetricName } from "./evaluation/metrics.js";
export type { TaskRecord } from "./evaluation/task-record.js";

// Trained inside Node, to compare with: the ceiling of the evidence, and SASRec.
export { createLearnedRanker } from "./baselines/learned-ranker/policy.js";
export type { LearnedRankerOptions } from "./baselines/learned-ranker/policy.js";
export { trainLearnedRanker } from "./baselines/learned-ranker/train.js";
export type { RankerModel, TrainRankerOptions } from "./baselines/learned-ranker/train.js";
export type { CeilingProgress } from "./baselines/train-best.js";
export { createSasRecRecommender } from "./baselines/sasrec/recommender.js";
export type { SasRecModel } from "./baselines/sasrec/recommender.js";
export { SASREC_DEFAULTS } from "./baselines/sasrec/train.js";
export type { SasRecSettings } from "./baselines/sasrec/train.js";
export { trainSasRec } from "./baselines/sasrec/train.js";
export type { TrainedSasRec, TrainSasRecOptions } from "./baselines/sasrec/train.js";
