import type { MessageRecord } from "../../trajectory/model-call.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { ModelCall } from "../../trajectory/unpack-calls.js";
import { UNPORTABLE } from "../transcript/portable.js";
import { keyOf } from "./message-key.js";
import { toRowMessage, UNWRITABLE_MESSAGES } from "./to-message.js";

/** Reasons for which the reply of a model call is not trained. */
export const CALL_FAULTS = [
  /** A failed call, or one that a retry, a resumption or a repair replaced. */
  "discarded",
  /** Neither text nor a tool call. */
  "empty_reply",
  /** The reply was cut off by a token limit or a content filter. */
  "cut_off",
  /** A person or a middleware changed the arguments of its tool call, or chose another tool. */
  "edited",
  /** A tool call was refused, failed, or never answered. */
  "failed_call",
  ...UNWRITABLE_MESSAGES,
  /** Which tools the model was offered is unknown, or two of them have one name. */
  "tools_unknown",
  /** The source of the trajectory does not contain all messages that the model was given. */
  "input_unknown",
  /** The text contains tokens of the chat template, so that it would be read as other turns. */
  "template_tokens",
  /** More tokens or characters than the limit of a row. */
  "too_long",
  /** The validator of the chosen flavor would refuse the conversation however it is written. */
  "not_in_flavor",
  ...UNPORTABLE,
] as const;

/** Verdicts on one model call: `trained`, or one of {@link CALL_FAULTS}. */
export const CALL_VERDICTS = ["trained", ...CALL_FAULTS] as const;
/** One of {@link CALL_VERDICTS}. */
export type CallVerdict = (typeof CALL_VERDICTS)[number];

/** What happens to tool calls that a person or a middleware changed. */
export const EDITED_MODES = [
  /** The call is read as it was executed, and not trained. */
  "mask",
  /** The call is trained as it was executed. */
  "train",
  /** Neither the call nor any later reply of its conversation is exported; nor one that reads a turn of which calls were removed. */
  "drop",
] as const;
/** One of {@link EDITED_MODES}. */
export type EditedMode = (typeof EDITED_MODES)[number];

/** Why models stop before their reply is complete, in the words of OpenAI, Anthropic, Google, Cohere and Ollama. */
const CUT_OFF = new Set([
  "length",
  "max_tokens",
  "max_output_tokens",
  "model_context_window_exceeded",
  "content_filter",
  "safety",
  "recitation",
  "blocklist",
  "prohibited_content",
  "error_toxic",
  "error_limit",
  "refusal",
  "load",
]);

/** Answers of tools by `callId`. */
type Answers = ReadonlyMap<string, Extract<Trajectory["steps"][number], { kind: "tool_response" }>>;

/** The answers in a trajectory's steps. */
export function listAnswers({ steps }: Trajectory): Answers {
  return new Map(
    steps.flatMap((step) => (step.kind === "tool_response" ? [[step.callId, step] as const] : [])),
  );
}

interface JudgeOptions {
  readonly answers: Answers;
  readonly edited: EditedMode;
}

/** Judges the replies of a trajectory's calls, before their conversations are written. */
export function judgeCalls(
  calls: readonly ModelCall[],
  { answers, edited }: JudgeOptions,
): CallVerdict[] {
  const editedCalls = calls.filter((call) => isEdited(call, answers));
  // A later call may read the original call together with the answer to the changed call. The two do not belong together.
  const misleading = new Set(editedCalls.flatMap(({ output }) => (output ? [keyOf(output)] : [])));
  const dropped = new Set(
    edited === "drop"
      ? [
          ...editedCalls.flatMap((call) => {
            const executed = asExecuted(call, answers);
            return executed === null ? [] : [keyOf(executed)];
          }),
          ...listShortened(calls),
        ]
      : [],
  );
  return calls.map((call) => {
    const isMisled = call.input.some((message) => {
      const key = keyOf(message);
      return misleading.has(key) || dropped.has(key);
    });
    const verdict = judgeReply(call, answers);
    if (verdict === "trained" && isMisled) return "edited";
    return verdict === "edited" && edited === "train" && !isMisled ? "trained" : verdict;
  });
}

/**
 * Keys of turns that later calls read with some of their tool calls only: if a person rejects one call of a turn, LangChain removes
 * the others.
 */
function listShortened(calls: readonly ModelCall[]): string[] {
  const outputs = calls.flatMap(({ output }) => (output === null ? [] : [output]));
  const written = new Set(outputs.map(keyOf));
  const turns = new Map(
    calls.flatMap(({ input }) => input.map((message) => [keyOf(message), message] as const)),
  );
  return [...turns].flatMap(([key, turn]) => {
    if (written.has(key) || (turn.calls ?? []).length === 0) return [];
    return outputs.some((output) => isShortened(turn, output)) ? [key] : [];
  });
}

function isShortened(turn: MessageRecord, output: MessageRecord): boolean {
  const left = new Set((turn.calls ?? []).map(({ id }) => id));
  const calls = (output.calls ?? []).filter(({ id }) => left.has(id));
  const isShorter = calls.length < (output.calls ?? []).length;
  return isShorter && keyOf({ ...output, calls }) === keyOf(turn);
}

/** Judges the reply of a call by itself. */
function judgeReply(call: ModelCall, answers: Answers): CallVerdict {
  const { output, discarded, finishReason, callIds } = call;
  if (discarded || output === null) return "discarded";
  if (CUT_OFF.has(finishReason?.toLowerCase() ?? "")) return "cut_off";
  const message = toRowMessage(output, { isReply: true });
  if (typeof message === "string") return message;
  if (message.content === "" && (output.calls ?? []).length === 0) return "empty_reply";
  if (isEdited(call, answers)) return "edited";
  return callIds.every((callId) => isAnswered(callId, answers)) ? "trained" : "failed_call";
}

/** True if another tool ran than the reply has, or one with other arguments. */
function isEdited({ callIds }: ModelCall, answers: Answers): boolean {
  return callIds.some((callId) => {
    const { ranAs, ranWith } = answers.get(callId) ?? {};
    return ranAs !== undefined || ranWith !== undefined;
  });
}

/** Some tools, and LangChain's check of structured answers, report an error as an ordinary answer. */
const ERROR_TEXT =
  /^\s*(?:Error\b|Failed to parse structured output for tool '|The model has called multiple tools: )/;

function isAnswered(callId: string, answers: Answers): boolean {
  const answer = answers.get(callId);
  return answer?.status === "success" && !ERROR_TEXT.test(answer.content);
}

/** The reply with the tools that ran, and the arguments that they ran with. */
export function asExecuted(call: ModelCall, answers: Answers): MessageRecord | null {
  const { output, callIds } = call;
  if (output?.calls === undefined || !isEdited(call, answers)) return output;
  const calls = output.calls.map((written, index) => {
    const { ranAs = written.name, ranWith = written.arguments } =
      answers.get(callIds[index] ?? "") ?? {};
    return { ...written, name: ranAs, arguments: ranWith };
  });
  return { ...output, calls };
}
