import type { AtifResult, AtifStep } from "../../../trajectory/atif/document.js";
import type { AnswerFields, ReplyFields } from "../../../trajectory/atif/star-fields.js";
import { toAtifContent } from "../../../trajectory/atif/content.js";
import { textOf } from "../../../trajectory/message-text.js";
import type { MessageRecord } from "../../../trajectory/model-call.js";
import type { Chain, ChainedCall } from "../../conversations/chains.js";
import type { KnownAnswer, StepPositions } from "./locate-steps.js";
import { type AtifTurn, resultFields, starExtra, toTurn, turnFields } from "./message-steps.js";

/** Writes the conversation of a chain of calls. Replies of other calls in it are copied context. */
export function toTurns(chain: Chain, positions: StepPositions): AtifTurn[] {
  const last = chain.at(-1);
  if (last === undefined) return [];
  const links = new Map(chain.map((link) => [link.call.input.length, link]));
  const turns: OpenTurn[] = [];
  for (const [position, message] of [...last.call.input, last.output].entries()) {
    const open = turns.at(-1);
    const isAnswer = open !== undefined && message.role === "tool";
    const index = isAnswer ? open.waiting.get(message.callId ?? "")?.shift() : undefined;
    if (open === undefined || index === undefined) {
      turns.push(openTurn(message, { link: links.get(position), positions }));
    } else {
      const result = writeAnswer(open, { index, message, positions });
      if (result !== undefined) open.results.push(result);
    }
  }
  return turns.map((turn) => closeTurn(turn, positions));
}

/** A turn whose answers may follow. */
interface OpenTurn {
  readonly turn: AtifTurn;
  /** The call whose reply the turn is. */
  readonly link: ChainedCall | undefined;
  readonly results: AtifResult[];
  /** Positions of the unanswered calls, by the provider's id. */
  readonly waiting: Map<string, number[]>;
}

interface TurnContext extends Pick<OpenTurn, "link"> {
  readonly positions: StepPositions;
}

function openTurn(message: MessageRecord, { link, positions }: TurnContext): OpenTurn {
  const waiting = new Map<string, number[]>();
  for (const [index, { id }] of (message.calls ?? []).entries()) {
    waiting.set(id, [...(waiting.get(id) ?? []), index]);
  }
  const fields = turnFields(message);
  const isCopied = message.role === "assistant" && link === undefined;
  const turn: AtifTurn = {
    ...toTurn(message),
    ...(link === undefined
      ? { ...(isCopied && { is_copied_context: true }), ...starExtra(fields) }
      : {
          ...toMetrics(link),
          ...starExtra({ ...fields, reply: toReplyFields(link, { message, positions }) }),
        }),
  };
  return { turn, link, results: [], waiting };
}

function toMetrics({ call }: ChainedCall): Partial<AtifStep> {
  const { model, usage, sampled, finishReason } = call;
  const isCounted = usage.inputTokens + usage.outputTokens > 0;
  const metrics = {
    ...(isCounted && { prompt_tokens: usage.inputTokens, completion_tokens: usage.outputTokens }),
    ...(sampled?.promptTokenIds !== undefined && { prompt_token_ids: sampled.promptTokenIds }),
    ...(sampled?.tokenIds !== undefined && { completion_token_ids: sampled.tokenIds }),
    ...(sampled?.logprobs !== undefined && { logprobs: sampled.logprobs }),
    ...(finishReason !== null && { extra: { finish_reason: finishReason } }),
  };
  const hasMetrics = Object.keys(metrics).length > 0;
  return { model_name: model, llm_call_count: 1, ...(hasMetrics && { metrics }) };
}

interface ReplyContext {
  /** The reply as later inputs have it. */
  readonly message: MessageRecord;
  readonly positions: StepPositions;
}

function toReplyFields(
  { call, index, output }: ChainedCall,
  { message, positions }: ReplyContext,
): ReplyFields {
  const { agent, node, round, callIds, timing } = call;
  const isSame = JSON.stringify(output) === JSON.stringify(message);
  return {
    agent,
    node,
    round,
    call: index,
    callIds,
    ...positions.replies[index],
    ...(timing !== undefined && { timing }),
    ...(!isSame && { output }),
  };
}

interface AnswerContext extends ReplyContext {
  /** Position of the call in its turn. */
  readonly index: number;
}

function writeAnswer(
  { turn, link }: OpenTurn,
  { index, message, positions }: AnswerContext,
): AtifResult | undefined {
  const call = turn.tool_calls?.[index];
  if (call === undefined) return undefined;
  const known = positions.answers.get(link?.call.callIds[index] ?? "");
  const isSame = known?.step.content === textOf(message);
  const answer = known && {
    ...toAnswerFields(known),
    ...(!isSame && { content: known.step.content }),
  };
  return {
    source_call_id: call.tool_call_id,
    content: toAtifContent(message.content),
    ...starExtra({ ...resultFields(message, call), answer }),
  };
}

function toAnswerFields({ at, step }: KnownAnswer): AnswerFields {
  const { callId, agent, node, round, status, ranWith, timing } = step;
  return {
    at,
    agent,
    node,
    round,
    callId,
    status,
    ...(ranWith !== undefined && { ranWith }),
    ...(timing !== undefined && { timing }),
  };
}

/** Adds the answers that no model was given. */
function closeTurn({ turn, link, results, waiting }: OpenTurn, positions: StepPositions): AtifTurn {
  const unseen = [...waiting.values()].flat().flatMap((index): AtifResult[] => {
    const call = turn.tool_calls?.[index];
    const known = positions.answers.get(link?.call.callIds[index] ?? "");
    if (call === undefined || known === undefined) return [];
    const answer: AnswerFields = { ...toAnswerFields(known), shown: false };
    const { content } = known.step;
    return [{ source_call_id: call.tool_call_id, content, ...starExtra({ name: null, answer }) }];
  });
  const all = [...results, ...unseen];
  return all.length === 0 ? turn : { ...turn, observation: { results: all } };
}
