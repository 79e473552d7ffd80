import type { ScoredMessage } from "../../distill/transcript/reward/read-turns.js";
import { scoreText } from "../../distill/transcript/reward/score-text.js";
import { readRanking } from "../../graphs/read-ranking.js";
import type { RecommendationTask } from "../../types.js";
import type { LabelAssignment } from "../decoding/label-assignment.js";
import { taskSummaryPosition } from "../language/compact-conversation.js";
import { type EvidenceByCandidate, toAnswerPositions } from "../language/read-answer.js";
import { type SequencePosition, type Token, writtenPosition } from "../language/token.js";
import { isTurnOver } from "../language/turn-end.js";
import { writeTurn } from "../language/write-turn.js";
import type { RolloutEnvironment } from "./environment.js";
import type { Rollout } from "./rollout.js";

/** Maximum number of tool calls in one conversation. */
const MAX_CALLS = 12;

/** A conversation in progress: it accepts sampled tokens, calls tools, and provides what the model reads next. */
export interface StudentEpisode {
  readonly labels: LabelAssignment;
  /** Positions that the model has to read next; undefined when the conversation is over. */
  readonly pending: readonly SequencePosition[] | undefined;
  /** Appends the token that was sampled after {@link pending}. A token that completes a tool call also runs the tool. */
  addToken(token: Token, logProbability: number): Promise<void>;
  /** Stores the candidates' scores at the first recommended position; does nothing at any other position. */
  recordScores(scores: (candidate: number) => number): void;
  /** Copies the conversation so that it can continue in another way. */
  fork(): StudentEpisode;
  finish(): Rollout;
}

/** What does not change during a conversation. */
interface EpisodeContext {
  readonly task: RecommendationTask;
  readonly environment: RolloutEnvironment;
  readonly labels: LabelAssignment;
}

interface ConversationState {
  positions: SequencePosition[];
  logProbabilities: number[];
  messages: ScoredMessage[];
  calls: string[];
  /** Tokens of the turn in progress. */
  turn: Token[];
  evidence: EvidenceByCandidate;
  firstPositionScores: readonly number[];
  pending: readonly SequencePosition[] | undefined;
}

/** Begins a conversation with the prompt of a task. */
export function createStudentEpisode(
  task: RecommendationTask,
  environment: RolloutEnvironment,
  labels: LabelAssignment,
): StudentEpisode {
  const prompt = taskSummaryPosition(environment.studentTask(task));
  return resumeFrom(
    {
      positions: [prompt],
      logProbabilities: [0],
      messages: [{ role: "user", content: environment.prompt(task) }],
      calls: [],
      turn: [],
      evidence: new Map(),
      firstPositionScores: [],
      pending: [prompt],
    },
    { task, environment, labels },
  );
}

function resumeFrom(state: ConversationState, context: EpisodeContext): StudentEpisode {
  const { task, environment, labels } = context;
  return {
    labels,
    get pending() {
      return state.pending;
    },
    async addToken(token, logProbability) {
      state.turn.push(token);
      append(state, [writtenPosition(token)], logProbability);
      if (isTurnOver(state.turn, environment.signatures)) await endTurn(state, context);
    },
    recordScores(scores) {
      if (state.firstPositionScores.length > 0 || state.turn.at(-1)?.name !== "<recommend>") return;
      state.firstPositionScores = environment
        .studentTask(task)
        .candidates.map((_, candidate) => scores(candidate));
    },
    fork: () => resumeFrom(copyState(state), context),
    finish: () => toRollout(state, context),
  };
}

function append(
  state: ConversationState,
  positions: readonly SequencePosition[],
  logProbability = 0,
): void {
  state.pending = positions;
  state.positions.push(...positions);
  state.logProbabilities.push(...positions.map(() => logProbability));
}

/** Adds the turn to the messages and, if it calls a tool, the tool's answer. */
async function endTurn(
  state: ConversationState,
  { task, environment }: EpisodeContext,
): Promise<void> {
  const { signatures } = environment;
  const { content, call } = writeTurn(state.turn, {
    task: environment.studentTask(task),
    signatures,
  });
  const isLast = call === undefined || state.calls.length === MAX_CALLS;
  const unread = state.pending ?? [];
  state.turn = [];
  state.messages.push({
    role: "assistant",
    content,
    ...(call !== undefined && { tool_calls: [{ type: "function", function: call }] }),
  });
  state.pending = undefined;
  if (isLast) return;
  state.calls.push(describeCall(call));
  const { text, lines } = await environment.callTool(task, call.name, call.arguments);
  state.messages.push({ role: "tool", content: text });
  const answer = state.calls.length - 1;
  const positions = toAnswerPositions(lines, { answer, evidence: state.evidence });
  append(state, positions);
  // The call's last token has not been fed to the model yet; prepend it.
  state.pending = [...unread, ...positions];
}

function toRollout(
  state: ConversationState,
  { task, environment, labels }: EpisodeContext,
): Rollout {
  const { candidates, heldOut } = task;
  return {
    task,
    labels,
    positions: state.positions,
    logProbabilities: Float32Array.from(state.logProbabilities),
    score: scoreText(state.messages, { candidates, heldOut, tools: environment.tools }),
    firstPositionScores: state.firstPositionScores,
    ranking: readRanking(String(state.messages.at(-1)?.content ?? ""), candidates),
    calls: state.calls,
  };
}

function copyState(state: ConversationState): ConversationState {
  return {
    ...state,
    positions: [...state.positions],
    logProbabilities: [...state.logProbabilities],
    messages: [...state.messages],
    calls: [...state.calls],
    turn: [...state.turn],
    evidence: new Map(state.evidence),
  };
}

interface ToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

function describeCall({ name, arguments: given }: ToolCall): string {
  const { focus, window, kind } = given;
  return `${name} ${String(focus ?? window ?? kind ?? "")}`.trim();
}
