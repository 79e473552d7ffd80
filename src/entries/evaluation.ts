/**
 * Metrics, reports, baselines, the leak check, and simulated latency.
 *
 * @module langgraph-star/evaluation
 */
export { checkLeaks } from "../tools/check-leaks.js";
export type { CheckLeaksOptions, Leak, LeakReport } from "../tools/check-leaks.js";
export {
  simulateLatency,
  SIMULATED_MODEL,
  toSimulatedPolicy,
  loadTokenCounter,
} from "../distill/teaching/latency/simulate-latency.js";
export type {
  SimulateLatencyOptions,
  SimulatedPolicyOptions,
} from "../distill/teaching/latency/simulate-latency.js";
export { evaluate } from "../evaluation/evaluate.js";
export type { EvaluateOptions, Evaluation, EvaluationProgress } from "../evaluation/evaluate.js";
export { randomPolicy, recommenderPolicy } from "../evaluation/policies.js";
export { readRankingPolicy } from "../evaluation/rankings/ranking-policy.js";
export type { RankingPolicy, RankingPolicyOptions } from "../evaluation/rankings/ranking-policy.js";
export { formatCatalog } from "../evaluation/catalog/catalog-table.js";
export type { StudentAndTeacher } from "../evaluation/breakdown/find-disagreements.js";
export type { CatalogOptions } from "../evaluation/catalog/measure-catalog.js";
export { createReport } from "../evaluation/report.js";
export type { ReportOptions } from "../evaluation/report.js";
export { reportSchema } from "../evaluation/report-schema.js";
export type {
  CatalogReport,
  DisagreementReport,
  GroupReport,
  ReportEnvironment,
  PairedRow,
  EvaluationProtocol,
  Report,
  ReportRow,
  ReportTables,
  Simulation,
} from "../evaluation/report-schema.js";
export { renderReportHtml } from "../evaluation/report-html.js";
export { formatPaired, formatTable } from "../evaluation/table.js";
export { pairedDifference } from "../evaluation/paired-difference.js";
export type { PairedDifference } from "../evaluation/paired-difference.js";
export { hitRateAt, METRIC_NAMES, METRICS, ndcgAt, reciprocalRank } from "../evaluation/metrics.js";
export type { MetricName } from "../evaluation/metrics.js";
export type { RecordStore, TaskRecord } from "../evaluation/task-record.js";
export { createLearnedRanker } from "../baselines/learned-ranker/policy.js";
export type { LearnedRankerOptions } from "../baselines/learned-ranker/policy.js";
export { trainLearnedRanker } from "../baselines/learned-ranker/train.js";
export type { RankerModel, TrainRankerOptions } from "../baselines/learned-ranker/train.js";
export type { BaselineProgress } from "../baselines/train-best.js";
export { createSasRecRecommender } from "../baselines/sasrec/recommender.js";
export type { SasRecModel } from "../baselines/sasrec/recommender.js";
export { ESASREC_DEFAULTS, SASREC_DEFAULTS } from "../baselines/sasrec/settings.js";
export type { SasRecSettings } from "../baselines/sasrec/settings.js";
export { trainSasRec } from "../baselines/sasrec/train.js";
export type { TrainedSasRec, TrainSasRecOptions } from "../baselines/sasrec/train.js";
