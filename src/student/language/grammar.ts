import { RECOMMENDATION_LENGTH } from "./read-turn.js";
import type { ToolSignature } from "./signatures.js";
import type { StudentTask } from "./task-reader.js";
import {
  calledTool,
  CANDIDATE_LABELS,
  LABEL_TOKEN,
  type SequencePosition,
  type Token,
} from "./token.js";
import type { Vocabulary } from "./vocabulary.js";

/** Constrained decoding: which tokens may come next in a well-formed turn. */
export interface Grammar {
  /** @returns By token id: 1 for those that may follow the tokens of the turn so far. */
  allowedAfter(turn: readonly Token[]): Uint8Array;
}

/** What the grammar depends on. */
export interface GrammarOptions {
  readonly vocabulary: Vocabulary;
  readonly signatures: ReadonlyMap<string, ToolSignature>;
  readonly task: StudentTask;
  /** Positions before this turn. */
  readonly before: readonly SequencePosition[];
}

/** Maximum number of candidates that a block may name. */
const MAX_CANDIDATES = { "<analysis>": 3, "<reflection>": 2 } as const;

/** In a chat, label n belongs to candidate n. */
const CANDIDATE_BY_LABEL = Array.from(CANDIDATE_LABELS, (_, index) => index);

type Rule = (token: Token) => boolean;

/** The structure that the reward expects: a plan, calls, a final reflection, at least five distinct candidates. */
export function createGrammar(options: GrammarOptions): Grammar {
  const { vocabulary, before } = options;
  const hasPlan = before.some(({ isWritten }) => isWritten);
  const tokens = Array.from({ length: vocabulary.outputSize }, (_, id) =>
    vocabulary.tokenOf(id, CANDIDATE_BY_LABEL),
  );
  return {
    allowedAfter(turn) {
      const rule = ruleAfter(turn, hasPlan, options);
      return Uint8Array.from(tokens, (token) => Number(rule(token)));
    },
  };
}

function ruleAfter(turn: readonly Token[], hasPlan: boolean, options: GrammarOptions): Rule {
  const { signatures } = options;
  const start = turn.findLastIndex(
    ({ name }) => name.startsWith("<") || calledTool(name) !== undefined,
  );
  const block = turn[start]?.name;
  const inside = turn.slice(start + 1);
  if (block === undefined)
    return hasPlan ? (token) => beginsBlock(token, options) : ({ name }) => name === "<plan>";
  const tool = calledTool(block);
  return tool === undefined
    ? ruleInBlock(block, inside, options)
    : argumentRule(signatures.get(tool), inside.length);
}

function ruleInBlock(block: string, inside: readonly Token[], options: GrammarOptions): Rule {
  const { vocabulary, task } = options;
  const candidates = task.candidates.length;
  const isTerm = ({ name }: Token) => vocabulary.terms.has(name);
  const isNew = (token: Token) =>
    !inside.some(({ name, candidate }) => name === token.name && candidate === token.candidate);
  const isNewCandidate = (token: Token) =>
    token.name === LABEL_TOKEN && (token.candidate ?? candidates) < candidates && isNew(token);
  switch (block) {
    case "<plan>":
      return (token) =>
        (isTerm(token) && isNew(token)) || (inside.length > 0 && isCall(token, options));
    case "<analysis>":
      if (inside.length === 0) return isTerm;
      // `inside` begins with the name of the agent, hence <= instead of <.
      return (token) =>
        (inside.length <= MAX_CANDIDATES[block] && isNewCandidate(token)) ||
        beginsBlock(token, options);
    case "<reflection>":
      return (token) =>
        (inside.length < MAX_CANDIDATES[block] && isNewCandidate(token)) ||
        isCall(token, options) ||
        token.name === "<recommend>";
    default:
      return (token) =>
        isNewCandidate(token) ||
        (inside.length >= Math.min(RECOMMENDATION_LENGTH, candidates) && token.name === "<end>");
  }
}

function isCall({ name }: Token, { signatures }: GrammarOptions): boolean {
  const tool = calledTool(name);
  return tool !== undefined && signatures.has(tool);
}

function beginsBlock(token: Token, options: GrammarOptions): boolean {
  return isCall(token, options) || token.name === "<analysis>" || token.name === "<reflection>";
}

/** Allows for an argument: a value seen in training for this parameter, or a candidate if the parameter is an id. */
function argumentRule(signature: ToolSignature | undefined, index: number): Rule {
  const parameter = signature?.parameters[index] ?? "";
  return ({ name }) =>
    name.startsWith(`${parameter}=`) || (name === LABEL_TOKEN && /(^|_)id$/.test(parameter));
}
