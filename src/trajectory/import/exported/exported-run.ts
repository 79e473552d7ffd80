import type { Run } from "@langchain/core/tracers/base";
import { z } from "zod";
import { StarError } from "../../../errors.js";
import type { MissingPart } from "../../recorder/recording.js";
import { isRecord } from "../../recorder/snapshot.js";
import { reviveMessages } from "./revive-messages.js";

/** One run as some other tool has kept it: all that the recorder would have read of it. */
export interface ExportedRun {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly name: string;
  /** `chain`, `llm`, `tool`, or anything else. */
  readonly type: string;
  /** Unix milliseconds; a fraction tells runs of one millisecond apart. */
  readonly startedAt: number;
  /** Undefined for a run that had not ended. */
  readonly endedAt: number | undefined;
  /** Tells runs apart that began at the same time. */
  readonly order: string;
  readonly tags: readonly string[];
  /** Messages may stand in any of the forms that {@link reviveMessages} knows. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>> | undefined;
  /** As it was printed, stack and all. */
  readonly error: string | undefined;
  /** `metadata`, `invocation_params`, `tool_call_id`. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** What the export has left out, by choice or because it has no place for it. */
  readonly missing: readonly MissingPart[];
}

/** The run as LangChain would have handed it to the recorder. */
export function toRun(run: ExportedRun): Run {
  const outputs = reviveMembers(run.outputs);
  return {
    id: run.id,
    ...(run.parentId === undefined ? {} : { parent_run_id: run.parentId }),
    name: run.name,
    run_type: run.type,
    start_time: Math.floor(run.startedAt),
    ...(run.endedAt === undefined ? {} : { end_time: Math.floor(run.endedAt) }),
    tags: [...run.tags],
    inputs: reviveMembers(run.inputs) ?? {},
    ...(outputs === undefined ? {} : { outputs }),
    ...(run.error === undefined ? {} : { error: readError(run.error) }),
    extra: { ...run.extra },
    execution_order: 0,
    child_execution_order: 0,
    child_runs: [],
    events: [],
  };
}

function reviveMembers(members: ExportedRun["outputs"]): Record<string, unknown> | undefined {
  if (members === undefined) return undefined;
  const revived = reviveMessages(members);
  return isRecord(revived) ? revived : { output: revived };
}

/**
 * An error as the recorder names it, `Name: message`. Tracers print more: LangChain's the message, then the stack, which says
 * the name; Python's `Name('message')`, then the traceback. Both would tell paths of a machine.
 */
export function readError(printed: string): string {
  const [head = ""] = printed.split(/\n +at /);
  return fromStack(head) ?? fromPython(printed) ?? (/^\w+: /.test(head) ? head : `Error: ${head}`);
}

/** The message may hold empty lines: the stack begins after the one that is followed by the same message again. */
function fromStack(head: string): string | undefined {
  for (let at = head.indexOf("\n\n"); at !== -1; at = head.indexOf("\n\n", at + 1)) {
    const message = head.slice(0, at);
    const name = nameBefore(message, head.slice(at + 2));
    if (name !== undefined) return `${name}: ${message}`;
  }
  return undefined;
}

function nameBefore(message: string, header: string): string | undefined {
  const [, name, told = ""] = /^(\w+)(?:: ?(.*))?$/s.exec(header) ?? [];
  return told === message ? name : undefined;
}

function fromPython(printed: string): string | undefined {
  const [, name, message] = /^(\w+)\((.*?)\)(?=Traceback|\n|$)/s.exec(printed) ?? [];
  if (name === undefined || message === undefined) return undefined;
  const quoted = /^(["'])(.*)\1,?$/s.exec(message);
  return `${name}: ${quoted?.[2] ?? message}`;
}

/**
 * A moment in Unix milliseconds, with a fraction where the source tells microseconds.
 *
 * @param value - A number of milliseconds, or an ISO 8601 text; without a zone it is UTC, as LangSmith writes it.
 * @throws {StarError} `TRAJECTORY_INVALID` when it is neither; `place` says where it stands.
 */
export function readTime(value: string | number, place: string): number {
  const moment = typeof value === "number" ? value : parse(value);
  if (Number.isFinite(moment)) return moment;
  throw new StarError("TRAJECTORY_INVALID", {
    message: `${place} is "${value}", which is no time.`,
    remedy: "Write it as ISO 8601, such as 2026-01-31T12:00:00.000Z, or in Unix milliseconds.",
  });
}

function parse(text: string): number {
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text);
  // Date keeps milliseconds; what is finer stands in the digits after them.
  const finer = /\.\d{3}(\d+)/.exec(text)?.[1] ?? "0";
  return Date.parse(hasZone ? text : `${text}Z`) + Number(`0.${finer}`);
}

/**
 * @param source - What the value is, as a sentence's subject.
 * @throws {StarError} `TRAJECTORY_INVALID` naming what does not fit and where.
 */
export function parseExport<Output>(
  schema: z.ZodType<Output>,
  value: unknown,
  { source, remedy }: { readonly source: string; readonly remedy: string },
): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new StarError("TRAJECTORY_INVALID", {
    message: `${source} cannot be read: ${z.prettifyError(parsed.error)}.`,
    remedy,
    cause: parsed.error,
  });
}
