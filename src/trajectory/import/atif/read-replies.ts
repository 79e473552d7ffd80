import type { AtifDocument, AtifStep } from "../../atif/document.js";
import { messageFields, readStar, type ReplyFields } from "../../atif/star-fields.js";
import type { MissingPart } from "../../missing-parts.js";
import type { MessageRecord } from "../../model-call.js";
import { toToolDefinitions } from "../../recorder/tools.js";
import type { ModelCall } from "../../unpack-calls.js";
import { readAnswers, type ReadAnswer, readMessage } from "./read-messages.js";

/** A reply of a model with what it was given, and the answers to its calls. */
export interface ReadReply {
  readonly call: ModelCall;
  readonly answers: readonly ReadAnswer[];
  /** Values of this package; undefined in documents of other programs. */
  readonly own: ReplyFields | undefined;
}

/** The replies of a document and of those embedded in it. */
export interface ReadReplies {
  readonly replies: ReadReply[];
  readonly missing: Set<MissingPart>;
}

/** Reads a document. An embedded one is read where a step refers to it, or at the end. */
export function readReplies(document: AtifDocument): ReadReplies {
  const read: ReadReplies = { replies: [], missing: new Set() };
  readDocument(document, "", read);
  return read;
}

function readDocument(document: AtifDocument, around: string, read: ReadReplies): void {
  const { name } = document.agent;
  const inside = around === "" ? name : `${around}/${name}`;
  const waiting = new Map(
    (document.subagent_trajectories ?? []).map((one) => [one.trajectory_id, one]),
  );
  const messages: MessageRecord[] = [];
  for (const step of document.steps) {
    const message = readMessage(step);
    const answers = readAnswers(step);
    if (message !== undefined && isReply(step)) {
      read.replies.push(
        toReply(step, { document, around, input: [...messages], output: message, answers }),
      );
      for (const part of missingOf(step, document)) read.missing.add(part);
    }
    if (message !== undefined) messages.push(message);
    messages.push(...answers.filter(({ isShown }) => isShown).map((answer) => answer.message));
    for (const id of referencesOf(step)) {
      const embedded = waiting.get(id);
      waiting.delete(id);
      if (embedded === undefined) read.missing.add("replies");
      else readDocument(embedded, inside, read);
    }
  }
  for (const embedded of waiting.values()) readDocument(embedded, inside, read);
  if (document.continued_trajectory_ref != null) read.missing.add("replies");
}

function isReply({
  source,
  is_copied_context: isCopied,
  llm_call_count: count,
}: AtifStep): boolean {
  return source === "agent" && isCopied !== true && count !== 0;
}

function referencesOf({ observation }: AtifStep) {
  const references = (observation?.results ?? []).flatMap(
    (one) => one.subagent_trajectory_ref ?? [],
  );
  return references.map(({ trajectory_id: id }) => id);
}

interface ReplyContext {
  readonly document: AtifDocument;
  /** Names of the agents around the document's. */
  readonly around: string;
  readonly input: readonly MessageRecord[];
  readonly output: MessageRecord;
  readonly answers: readonly ReadAnswer[];
}

function toReply(
  step: AtifStep,
  { document, around, input, output, answers }: ReplyContext,
): ReadReply {
  const own = readStar(step, messageFields)?.reply;
  const { agent } = document;
  const finishReason = step.metrics?.extra?.["finish_reason"];
  const call: ModelCall = {
    agent: own?.agent ?? around,
    node: own?.node ?? agent.name,
    round: own?.round ?? 1,
    model: step.model_name ?? agent.model_name ?? "",
    input,
    output: own?.output ?? output,
    callIds: own?.callIds ?? [],
    tools: agent.tool_definitions == null ? null : toToolDefinitions(agent.tool_definitions),
    finishReason: typeof finishReason === "string" ? finishReason : null,
    usage: {
      inputTokens: step.metrics?.prompt_tokens ?? 0,
      outputTokens: step.metrics?.completion_tokens ?? 0,
    },
    ...sampledOf(step),
    ...(own?.timing !== undefined && { timing: own.timing }),
  };
  return { call, answers, own };
}

function sampledOf({ metrics }: AtifStep): Pick<ModelCall, "sampled"> {
  const found = {
    promptTokenIds: metrics?.prompt_token_ids,
    tokenIds: metrics?.completion_token_ids,
    logprobs: metrics?.logprobs,
  };
  const present = Object.entries(found).filter(([, values]) => values != null);
  return present.length === 0 ? {} : { sampled: Object.fromEntries(present) };
}

function missingOf(step: AtifStep, { agent }: AtifDocument): MissingPart[] {
  const hasCalls = (step.tool_calls ?? []).length > 0;
  const parts: readonly (MissingPart | false)[] = [
    (step.observation?.results ?? []).length > 0 && "answers",
    (step.model_name ?? agent.model_name ?? "") === "" && "models",
    (step.llm_call_count ?? 1) > 1 && "replies",
    hasCalls && agent.tool_definitions == null && "tools",
    step.metrics?.prompt_tokens == null && "usage",
  ];
  return parts.filter((part) => part !== false);
}
