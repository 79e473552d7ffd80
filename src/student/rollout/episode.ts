import type { ScoredMessage } from "../../distill/reward/read-turns.js";
import { type Score, scoreText } from "../../distill/reward/score-text.js";
import { readRanking } from "../../graphs/read-ranking.js";
import type { ItemId, RecommendationTask } from "../../types.js";
import type { Letters } from "../decoding/letters.js";
import { type Carried, placeAnswer } from "../rendering/read-answer.js";
import { readSketch } from "../rendering/read-conversation.js";
import { isTurnOver } from "../rendering/turn-end.js";
import { type Position, type Word, written } from "../rendering/word.js";
import { writeTurn } from "../rendering/write-turn.js";
import type { Environment } from "./environment.js";

/** Tool calls that one conversation may make. */
const MOST_CALLS = 12;

/** A finished conversation of a student. */
export interface Rollout {
  readonly task: RecommendationTask;
  readonly letters: Letters;
  readonly positions: readonly Position[];
  /** Log-probability of each written word when it was sampled, by position; 0 elsewhere. */
  readonly logProbabilities: Float32Array;
  /** What the shared reward says of the conversation. */
  readonly score: Score;
  /** Candidates as the recommendation names them, each once. */
  readonly ranking: readonly ItemId[];
  /** What the candidates scored where the first place was written, by candidate; empty when none was. */
  readonly firstScores: readonly number[];
  /** Tools called, in order, with the argument that says most. */
  readonly calls: readonly string[];
}

/** A conversation under way. */
export interface Episode {
  readonly letters: Letters;
  /** What the model has to read next; undefined when the conversation is over. */
  readonly pending: readonly Position[] | undefined;
  /** Takes the word that was picked after what was pending. */
  take(word: Word, logProbability: number): Promise<void>;
  /** Notes what candidates score where the first place is written. */
  note(scores: (candidate: number) => number): void;
  finish(): Rollout;
}

export function createEpisode(
  task: RecommendationTask,
  environment: Environment,
  letters: Letters,
): Episode {
  const opening = environment.opening(task);
  const student = environment.read(task);
  const { signatures } = environment;
  const carried: Carried = new Map();
  const positions: Position[] = [];
  const logs: number[] = [];
  const messages: ScoredMessage[] = [{ role: "user", content: opening }];
  const calls: string[] = [];
  let turn: Word[] = [];
  let firstScores: readonly number[] = [];
  let pending: readonly Position[] | undefined;
  const hold = (piece: readonly Position[], logProbability = 0) => {
    pending = piece;
    positions.push(...piece);
    logs.push(...piece.map(() => logProbability));
  };
  hold([readSketch(student)]);

  const endTurn = async () => {
    const { content, call } = writeTurn(turn, { task: student, signatures });
    const isLast = call === undefined || calls.length === MOST_CALLS;
    const lastWord = pending ?? [];
    turn = [];
    messages.push({
      role: "assistant",
      content,
      ...(call !== undefined && { tool_calls: [{ type: "function", function: call }] }),
    });
    pending = undefined;
    if (isLast) return;
    calls.push(describeCall(call));
    const { text, lines } = await environment.call(task, call.name, call.arguments);
    messages.push({ role: "tool", content: text });
    const answer = placeAnswer(lines, { answer: calls.length - 1, carried });
    hold(answer);
    // The word that completed the call was not read yet: it goes ahead of the answer.
    pending = [...lastWord, ...answer];
  };

  return {
    letters,
    get pending() {
      return pending;
    },
    async take(word, logProbability) {
      turn.push(word);
      hold([written(word)], logProbability);
      if (isTurnOver(turn, signatures)) await endTurn();
    },
    note(scores) {
      if (firstScores.length > 0 || turn.at(-1)?.name !== "<recommend>") return;
      firstScores = student.candidates.map((_, candidate) => scores(candidate));
    },
    finish: () => ({
      task,
      letters,
      positions,
      logProbabilities: Float32Array.from(logs),
      score: scoreText(messages, {
        candidates: task.candidates,
        heldOut: task.heldOut,
        tools: environment.tools,
      }),
      firstScores,
      ranking: readRanking(String(messages.at(-1)?.content ?? ""), task.candidates),
      calls,
    }),
  };
}

function describeCall({
  name,
  arguments: given,
}: {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}): string {
  const { focus, window, kind } = given;
  return `${name} ${String(focus ?? window ?? kind ?? "")}`.trim();
}
