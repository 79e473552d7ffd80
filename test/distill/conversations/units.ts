import type { MessageRecord } from "../../../src/trajectory/model-call.js";
import type { Step, Trajectory } from "../../../src/trajectory/trajectory.js";
import type { ModelCall } from "../../../src/trajectory/unpack-calls.js";

/** A recorded message. */
export const said = (
  role: MessageRecord["role"],
  content: MessageRecord["content"],
  more: Partial<MessageRecord> = {},
): MessageRecord => ({ role, content, ...more });

type RecordedCall = NonNullable<MessageRecord["calls"]>[number];

/** A tool call as the model wrote it. */
export const called = (
  id: string,
  args: RecordedCall["arguments"] = { id: "a" },
): RecordedCall => ({
  id,
  name: "find",
  arguments: args,
});

/** A model call of the agent `ask` that was offered no tools. */
export const callOf = (
  input: readonly MessageRecord[],
  output: MessageRecord | null,
  more: Partial<ModelCall> = {},
): ModelCall => ({
  agent: "",
  node: "ask",
  round: 1,
  model: "m",
  input,
  output,
  callIds: (output?.calls ?? []).map(({ id }) => id),
  tools: [],
  finishReason: "stop",
  usage: { inputTokens: 0, outputTokens: 0 },
  ...more,
});

/** The step of a tool's answer. */
export const answerOf = (callId: string, more: Partial<Step> = {}) =>
  ({
    kind: "tool_response",
    callId,
    name: "find",
    content: `found ${callId}`,
    status: "success",
    agent: "",
    node: "tools",
    round: 1,
    ...more,
  }) as Extract<Step, { kind: "tool_response" }>;

/** A trajectory with these steps, and with nothing that the rows do not read. */
export const trajectoryOf = (fields: object): Trajectory =>
  ({
    prompt: [],
    tools: [],
    messages: [],
    calls: [],
    steps: [],
    ...fields,
  }) as unknown as Trajectory;
