import type { ScoredMessage } from "../../distill/transcript/reward/read-turns.js";
import { type Score, scoreText } from "../../distill/transcript/reward/score-text.js";
import { readRanking } from "../../graphs/read-ranking.js";
import type { ItemId, RecommendationTask } from "../../types.js";
import type { Letters } from "../decoding/letters.js";
import { type Carried, placeAnswer } from "../language/read-answer.js";
import { readSketch } from "../language/read-conversation.js";
import { isTurnOver } from "../language/turn-end.js";
import { type Position, type Word, written } from "../language/word.js";
import { writeTurn } from "../language/write-turn.js";
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
  /** Another conversation that goes on from here. */
  branch(): Episode;
  finish(): Rollout;
}

/** What was said so far. */
interface Said {
  positions: Position[];
  logs: number[];
  messages: ScoredMessage[];
  calls: string[];
  /** The turn under way. */
  turn: Word[];
  carried: Carried;
  firstScores: readonly number[];
  pending: readonly Position[] | undefined;
}

export function createEpisode(
  task: RecommendationTask,
  environment: Environment,
  letters: Letters,
): Episode {
  const opening = readSketch(environment.read(task));
  return goOn(task, environment, letters, {
    positions: [opening],
    logs: [0],
    messages: [{ role: "user", content: environment.opening(task) }],
    calls: [],
    turn: [],
    carried: new Map(),
    firstScores: [],
    pending: [opening],
  });
}

function goOn(
  task: RecommendationTask,
  environment: Environment,
  letters: Letters,
  said: Said,
): Episode {
  const student = environment.read(task);
  const { signatures } = environment;
  const hold = (piece: readonly Position[], logProbability = 0) => {
    said.pending = piece;
    said.positions.push(...piece);
    said.logs.push(...piece.map(() => logProbability));
  };

  const endTurn = async () => {
    const { content, call } = writeTurn(said.turn, { task: student, signatures });
    const isLast = call === undefined || said.calls.length === MOST_CALLS;
    const lastWord = said.pending ?? [];
    said.turn = [];
    said.messages.push({
      role: "assistant",
      content,
      ...(call !== undefined && { tool_calls: [{ type: "function", function: call }] }),
    });
    said.pending = undefined;
    if (isLast) return;
    said.calls.push(describeCall(call));
    const { text, lines } = await environment.call(task, call.name, call.arguments);
    said.messages.push({ role: "tool", content: text });
    const answer = placeAnswer(lines, { answer: said.calls.length - 1, carried: said.carried });
    hold(answer);
    // The word that completed the call was not read yet: it goes ahead of the answer.
    said.pending = [...lastWord, ...answer];
  };

  return {
    letters,
    get pending() {
      return said.pending;
    },
    async take(word, logProbability) {
      said.turn.push(word);
      hold([written(word)], logProbability);
      if (isTurnOver(said.turn, signatures)) await endTurn();
    },
    note(scores) {
      if (said.firstScores.length > 0 || said.turn.at(-1)?.name !== "<recommend>") return;
      said.firstScores = student.candidates.map((_, candidate) => scores(candidate));
    },
    branch: () => goOn(task, environment, letters, copyOf(said)),
    finish: () => ({
      task,
      letters,
      positions: said.positions,
      logProbabilities: Float32Array.from(said.logs),
      score: scoreText(said.messages, {
        candidates: task.candidates,
        heldOut: task.heldOut,
        tools: environment.tools,
      }),
      firstScores: said.firstScores,
      ranking: readRanking(String(said.messages.at(-1)?.content ?? ""), task.candidates),
      calls: said.calls,
    }),
  };
}

function copyOf(said: Said): Said {
  return {
    ...said,
    positions: [...said.positions],
    logs: [...said.logs],
    messages: [...said.messages],
    calls: [...said.calls],
    turn: [...said.turn],
    carried: new Map(said.carried),
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

/** How a ranking is read out of a conversation. */
export interface FinalRanks {
  /** In the list that was written; candidates that it lacks follow by their scores at the first place. */
  readonly generated: number;
  /** By the scores at the first place alone. */
  readonly scored: number;
}

/** The held-out item's place among all candidates, from 1. Ties count against it; without scores what was not written is last. */
export function finalRanks({ task, ranking, firstScores }: Rollout): FinalRanks {
  const { candidates, heldOut } = task;
  const scoreOf = (id: string) => firstScores[candidates.indexOf(id)] ?? 0;
  const ahead = (others: readonly string[]) =>
    others.filter((id) => id !== heldOut && scoreOf(id) >= scoreOf(heldOut)).length;
  const place = ranking.indexOf(heldOut);
  const left = candidates.filter((id) => !ranking.includes(id));
  return {
    generated: place === -1 ? ranking.length + ahead(left) + 1 : place + 1,
    scored: ahead(candidates) + 1,
  };
}
