import { useSignal } from "@preact/signals";
import type { MessageRecord, ModelCallRecord } from "../../trajectory/model-call.js";
import { textOf } from "../../trajectory/message-text.js";
import { listModelCalls } from "../../trajectory/unpack-calls.js";
import type { RunView } from "../../serve/traces/view/run-view.js";
import { formatCount, formatDuration, plural, Text } from "../text.js";
import { Arguments } from "./step-card.js";

interface CallProps {
  /** Position of the call. */
  readonly position: number;
  readonly view: RunView;
}

/** One model call: what the model was told, what it wrote, and what became of it. */
export function CallDetails({ position, view }: CallProps) {
  const call = view.calls[position];
  const isWhole = useSignal(false);
  if (call === undefined) return null;
  const { input = [], output = null } =
    listModelCalls({ ...view, tools: view.run.tools })[position] ?? {};
  const { from, keep } = call.input;
  const shown = isWhole.value ? input : input.slice(keep);
  return (
    <div class="call">
      <p class="quiet">
        <Text value={factsOf(call).join(" · ")} />
      </p>
      {from !== null && keep > 0 && (
        <button
          type="button"
          aria-pressed={isWhole.value}
          onClick={() => (isWhole.value = !isWhole.value)}
        >
          {isWhole.value ? "Hide" : "Show"} the first {plural(keep, "message")}, the same as in
          model call {from + 1}
        </button>
      )}
      {shown.map((message, at) => (
        <Message key={at} message={message} label={message.role} />
      ))}
      {output !== null && <Message message={output} label="reply" />}
      {call.error !== undefined && (
        <p class="failure">
          Failed: <Text value={call.error} />
        </p>
      )}
      {call.unreadable !== undefined && (
        <p class="failure">
          Could not be read: <Text value={call.unreadable} />
        </p>
      )}
      {call.repairs?.map(({ kind, original }, at) => (
        <div key={at} class="message">
          <span class="role">repaired: {kind}</span>
          <pre>
            <Text value={original} />
          </pre>
        </div>
      ))}
    </div>
  );
}

function factsOf({ model, finishReason, usage, timing, discarded }: ModelCallRecord): string[] {
  return [
    model || "a model",
    `${formatCount(usage.inputTokens)} tokens read`,
    `${formatCount(usage.outputTokens)} written`,
    ...(timing === undefined ? [] : [formatDuration(timing.durationMs)]),
    ...(finishReason === null ? [] : [`ended by ${finishReason}`]),
    ...(discarded ? ["not part of the result"] : []),
  ];
}

function Message({ message, label }: { readonly message: MessageRecord; readonly label: string }) {
  const { reasoning, calls = [], name } = message;
  const text = textOf(message);
  return (
    <div class={`message ${message.role}`}>
      <span class="role">
        {label}
        {name !== undefined && (
          <>
            {" "}
            <Text value={name} />
          </>
        )}
      </span>
      {reasoning !== undefined && (
        <pre class="quiet">
          <Text value={reasoning} />
        </pre>
      )}
      {(text !== "" || calls.length === 0) && (
        <pre>
          <Text value={text || "(empty)"} />
        </pre>
      )}
      {calls.map((one, at) => (
        <div key={at}>
          <code>
            <Text value={one.name} />
          </code>
          <Arguments value={one.arguments} />
        </div>
      ))}
    </div>
  );
}
