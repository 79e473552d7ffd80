import { isRecord } from "../../../json.js";
import { readableAttributes, valueAt, type SpanAttributes } from "./attributes.js";
import type { SpanEvent } from "./span.js";

/** What a span says about its end. */
interface SpanOutcome {
  readonly name: string;
  /** In the order of precedence: texts, numbers, or objects with a code and a message. */
  readonly statuses: readonly unknown[];
  readonly attributes: SpanAttributes;
  readonly events: readonly SpanEvent[];
}

/** Status and error of a span. */
interface SpanStatus {
  readonly hasStatus: boolean;
  readonly error: string | undefined;
}

/**
 * Reads the status of a span: `2`, `ERROR`, `StatusCode.ERROR` and `STATUS_CODE_ERROR` are failures, alone or as the code of an
 * object. So is a span with the attribute `error.type`. The reason is in the status or in the event of an exception.
 */
export function readStatus({ name, statuses, attributes, events }: SpanOutcome): SpanStatus {
  const at = (path: string) => valueAt(attributes, path);
  // Langfuse's SDK leaves the status unset.
  const isError = at("langfuse.observation.level") === "ERROR";
  const level = {
    code: isError ? "ERROR" : "",
    message: at("langfuse.observation.status_message"),
  };
  const all = [...statuses, level];
  const codes = all.map(codeOf).filter((code) => code !== "");
  const type = at("error.type");
  const failed = codes.some((code) => /(?:^|[._])(?:error|failed)$/i.test(code) || code === "2");
  const hasStatus = codes.some((code) => !/(?:^|[._])unset$/i.test(code) && code !== "0");
  if (!failed && typeof type !== "string") return { hasStatus, error: undefined };
  const reason = all.map(messageOf).find((message) => message !== "") ?? "";
  return { hasStatus: true, error: describeFailure(name, { reason, type, events }) };
}

const CODE_KEYS = ["code", "status_code", "statusCode", "value", "name"] as const;
const MESSAGE_KEYS = ["message", "description", "status_message", "statusMessage"] as const;

function codeOf(status: unknown): string {
  if (typeof status === "string" || typeof status === "number") return String(status);
  if (!isRecord(status)) return "";
  return codeOf(CODE_KEYS.map((key) => status[key]).find((code) => code != null));
}

function messageOf(status: unknown): string {
  if (!isRecord(status)) return "";
  const texts = MESSAGE_KEYS.map((key) => status[key]);
  return texts.find((text): text is string => typeof text === "string" && text !== "") ?? "";
}

interface Failure {
  readonly reason: string;
  /** `error.type`. */
  readonly type: unknown;
  readonly events: readonly SpanEvent[];
}

/** The error of a failed span. A reason that is only the message of the exception gets its type. */
function describeFailure(name: string, { reason, type, events }: Failure): string {
  const [thrown] = events.flatMap(({ attributes }) => {
    const own = readableAttributes(attributes);
    const [kind, message] = ["exception.type", "exception.message"].map((path) =>
      valueAt(own, path),
    );
    return kind === undefined && message === undefined
      ? []
      : [{ kind, text: String(message ?? "") }];
  });
  if (thrown === undefined) {
    const known =
      typeof type === "string" ? type : `The span "${name}" failed and does not say why.`;
    return reason || `Error: ${known}`;
  }
  const { kind, text } = thrown;
  if (reason !== "" && reason !== text) return reason;
  // JavaScript's instrumentation puts the stack into the message.
  return text.includes("\n") ? text : `${String(kind ?? type ?? "Error")}: ${text}`;
}
