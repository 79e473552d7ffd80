/** What a benchmark asks of a build in another process, and what it answers. */

/** What a build is measured on. */
export interface BuildSettings {
  /** Folder of the checkout. */
  readonly build: string;
  /** Folder of the student. */
  readonly student: string;
  readonly dataset: string;
  /** Folder of the dataset; absent for the synthetic one. */
  readonly directory?: string | undefined;
  /** Test tasks. */
  readonly tasks: number;
}

/** Ranks all tasks with `studentPolicy`, one after another. */
export interface RankRequest {
  readonly kind: "rank";
}

/** Answers all tasks in the student graph, one after another. */
export interface AnswerRequest {
  readonly kind: "answer";
  readonly temperature: number;
  readonly constrained: boolean;
}

/** Starts the server of `star serve`. */
export interface ServeRequest {
  readonly kind: "serve";
  readonly maxRunning: number;
}

/** The processor time that the build has used so far. */
export interface ProcessorRequest {
  readonly kind: "processor";
}

/** Any request to a build. */
export type BuildRequest = RankRequest | AnswerRequest | ServeRequest | ProcessorRequest;

/** Answers to a {@link RankRequest} or an {@link AnswerRequest}. */
export interface Answers {
  /** Milliseconds per task. */
  readonly wall: readonly number[];
  /** Ranking and messages of each conversation, as JSON; of a policy, only the ranking. */
  readonly transcripts: readonly string[];
}

/** Answer to a {@link ServeRequest}. */
export interface Served {
  readonly url: string;
  /** A request body per task. */
  readonly questions: readonly string[];
}

/** The answer to each kind of request. */
export interface BuildAnswers {
  readonly rank: Answers;
  readonly answer: Answers;
  readonly serve: Served;
  /** Milliseconds, of all threads. */
  readonly processor: number;
}
