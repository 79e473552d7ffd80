/**
 * What most programs need. Everything else is exported by the subpaths, `langgraph-star/data` and others.
 *
 * @module langgraph-star
 */
export type {
  CandidateSampling,
  Dataset,
  Interaction,
  Interactions,
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
export type { StarErrorCode, StarErrorDetails, StarErrorFields } from "./errors.js";
export { loadDataset } from "./data/load-dataset.js";
export type { LoadOptions } from "./data/load-dataset.js";
export type { LoadedDataset } from "./data/dataset-builder.js";
export { fitInteractions } from "./data/split-targets.js";
export { createTasks, visible } from "./data/tasks.js";
export type { TaskOptions, TaskSet } from "./data/tasks.js";
export { fitCollaborativeIndex } from "./collaborative/collaborative-index.js";
export type { CollaborativeIndex } from "./collaborative/collaborative-index.js";
export { loadCollaborativeIndex, saveCollaborativeIndex } from "./collaborative/index-files.js";
export { createChatModel } from "./models/chat-model.js";
export type { ChatModelOptions } from "./models/chat-model.js";
export { createEndpoint } from "./models/endpoint/endpoint.js";
export type { EndpointOptions, EndpointUse, ModelEndpoint } from "./models/endpoint/endpoint.js";
export type { EndpointLimits } from "./models/endpoint/limits.js";
export { modelFaultOf } from "./models/model-fault.js";
export type { ModelFault } from "./models/model-fault.js";
export { OfflineModel } from "./models/offline/offline-model.js";
export type { OfflineModelOptions } from "./models/offline/offline-model.js";
export { createTools } from "./tools/create-tools.js";
export type { CreateToolsOptions } from "./tools/create-tools.js";
export { createTeacher } from "./graphs/teacher.js";
export type { TeacherGraph } from "./graphs/teacher.js";
export type {
  CreateTeacherOptions,
  TeacherPrompt,
  TeacherPrompts,
} from "./graphs/teacher-options.js";
export { createStudent, createStudentRunner } from "./graphs/student.js";
export type { CreateStudentOptions } from "./graphs/student.js";
export { createStudentAssistant, createTeacherAssistant } from "./graphs/assistant/assistant.js";
export { describeAssistantTask } from "./graphs/assistant/assistant-task.js";
export type {
  StudentAssistantOptions,
  TeacherAssistantOptions,
} from "./graphs/assistant/assistant.js";
export { createReactRecommender } from "./graphs/react.js";
export type { CreateReactRecommenderOptions } from "./graphs/react.js";
export { createPlainRecommender } from "./graphs/plain.js";
export type { CreatePlainRecommenderOptions } from "./graphs/plain.js";
export { DEFAULT_AGENTS } from "./graphs/agents/default-agents.js";
export type {
  AgentDefinition,
  GraphAgent,
  GraphAgentInput,
  QuestionGraph,
  TeacherAgent,
} from "./graphs/agent-definition.js";
export { toGraphInput } from "./graphs/graph-input.js";
export type { GraphInput, Question } from "./graphs/graph-input.js";
export { toPolicy } from "./graphs/policy.js";
export type { PolicyOptions, RankedAnswer, RankingGraph } from "./graphs/policy.js";
export { recommend } from "./graphs/recommend.js";
export type { Recommendation, RecommendedItem } from "./graphs/recommend.js";
export type { RecommendOptions } from "./graphs/recommend-options.js";
export type { AgentAnalysis } from "./graphs/explain-answer.js";
export type { RetrievalMethod } from "./graphs/retrieve-candidates.js";
export type { ModelUsage } from "./graphs/usage-meter.js";
export { drawGraph } from "./graphs/draw.js";
export type { Drawable, DrawOptions } from "./graphs/draw.js";
export { exportTrajectories } from "./distill/export/export-trajectories.js";
export { verifyExport } from "./distill/export/verify/verify-export.js";
export { createTeacherHost } from "./distill/teaching/teacher-host.js";
export { createTeacherPool } from "./distill/teaching/pool.js";
export { TEACHER_DEFAULTS } from "./distill/teaching/settings.js";
export { teach } from "./distill/teaching/teach.js";
export { EmbeddedStudentModel } from "./student/chat/embedded-student-model.js";
export { runTraining } from "./student/run/run-training.js";
export { evaluate } from "./evaluation/evaluate.js";
export type { EvaluateOptions, Evaluation } from "./evaluation/evaluate.js";
export { createReport } from "./evaluation/report.js";
export type { Report } from "./evaluation/report-schema.js";
export { formatTable } from "./evaluation/table.js";
export { TrajectoryRecorder } from "./trajectory/recorder/recorder.js";
export type { TrajectoryRecorderOptions } from "./trajectory/recorder/recorder.js";
export { toTrajectory } from "./trajectory/recorder/to-trajectory.js";
export type { Step, Trajectory } from "./trajectory/trajectory.js";
export { openTrajectoryFile, readTrajectories } from "./trajectory/trajectory-file.js";
