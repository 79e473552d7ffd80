/**
 * The student that is trained and run inside Node.
 *
 * @module langgraph-star/student
 */
export { EmbeddedStudentModel } from "../student/chat/embedded-student-model.js";
export type { EmbeddedStudentOptions } from "../student/chat/embedded-student-model.js";
export { batchedStudentPolicy } from "../student/chat/batched-policy.js";
export type { BatchedPolicyOptions } from "../student/chat/batched-policy.js";
export { studentPolicy } from "../student/chat/student-policy.js";
export type { StudentPolicyOptions } from "../student/chat/student-policy.js";
export { openStudent } from "../student/student.js";
export type { OpenStudentOptions, Student } from "../student/student.js";
export { RL_METHODS, STAGES, TRAIN_DEFAULTS } from "../student/run/options.js";
export type { RlMethod, Stage, TrainOptions } from "../student/run/options.js";
export type { TrainingRecord, TrainProgress } from "../student/run/record.js";
export { runTraining } from "../student/run/run-training.js";
export type { RunTrainingOptions } from "../student/run/run-training.js";
export type { Validation } from "../student/run/validate.js";
