import type { Run } from "@langchain/core/tracers/base";
import { z } from "zod";
import { StarError } from "../../../errors.js";
import type { MissingPart } from "../../missing-parts.js";
import { isRecord } from "../../../json.js";
import { reviveMessages } from "./revive-messages.js";

/** One run of another tool's export, with everything that the recorder reads of a run. */
export interface ExportedRun {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly name: string;
  /** `chain`, `llm`, `tool`, or anything else. */
  readonly type: string;
  /** Unix milliseconds, with a fraction where the source has one. */
  readonly startedAt: number;
  /** Unix milliseconds; undefined for a run that had not ended. */
  readonly endedAt: number | undefined;
  /** Roots only: runs below are part of the execution until this moment, if clocks are not exact. Default: `endedAt`. */
  readonly waitedUntil?: number | undefined;
  /** Orders runs with the same start time. */
  readonly order: string;
  readonly tags: readonly string[];
  /** Messages can have any format that {@link reviveMessages} supports. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>> | undefined;
  /** As printed by the source, including the stack. */
  readonly error: string | undefined;
  /** `metadata`, `invocation_params`, `tool_call_id`. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** Parts that the export lacks. */
  readonly missing: readonly MissingPart[];
}

/** Converts an exported run to the form in which LangChain passes runs to a tracer. */
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
 * Reduces a printed error to `Name: message`, the recorder's form. LangChain.js prints the message and then the stack, which starts
 * with the name; Python prints `Name('message')` and then the traceback. Both contain local paths.
 */
export function readError(printed: string): string {
  // A `ParentCommand`, which hands control to the parent graph, has no message.
  if (/^\w+(?:Command|Error|Interrupt)$/.test(printed)) return `${printed}: `;
  const [head = ""] = printed.split(/\n +at /);
  return fromStack(head) ?? fromPython(printed) ?? (/^\w+: /.test(head) ? head : `Error: ${head}`);
}

/** The message can contain empty lines: the stack starts after the empty line that is followed by the message again. */
function fromStack(head: string): string | undefined {
  for (let at = head.indexOf("\n\n"); at !== -1; at = head.indexOf("\n\n", at + 1)) {
    const message = head.slice(0, at);
    const name = nameBefore(message, head.slice(at + 2));
    if (name !== undefined) return `${name}: ${message}`;
  }
  return undefined;
}

function nameBefore(message: string, header: string): string | undefined {
  const [, name, repeated = ""] = /^(\w+)(?:: ?(.*))?$/s.exec(header) ?? [];
  return repeated === message ? name : undefined;
}

function fromPython(printed: string): string | undefined {
  const [, name, message] = /^(\w+)\((.*?)\)(?=Traceback|\n|$)/s.exec(printed) ?? [];
  if (name === undefined || message === undefined) return undefined;
  const quoted = /^(["'])(.*)\1,?$/s.exec(message);
  return `${name}: ${quoted?.[2] ?? message}`;
}

/**
 * Reads a time as Unix milliseconds, with a fraction where the source has microseconds.
 *
 * @param value - Unix milliseconds or ISO 8601 text. Without a time zone it is UTC, as in LangSmith.
 * @param location - Name of the value in errors, such as `start_time of LangSmith run 3`.
 * @throws {StarError} `TRAJECTORY_INVALID` when the value is neither.
 */
export function readTime(value: string | number, location: string): number {
  const milliseconds = typeof value === "number" ? value : parseIsoTime(value);
  if (Number.isFinite(milliseconds)) return milliseconds;
  throw new StarError("TRAJECTORY_INVALID", {
    message: `${location} is "${value}", which is not a time.`,
    remedy: "Pass ISO 8601, such as 2026-01-31T12:00:00.000Z, or Unix milliseconds.",
  });
}

function parseIsoTime(text: string): number {
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text);
  // Date drops the digits after the milliseconds.
  const beyondMilliseconds = /\.\d{3}(\d+)/.exec(text)?.[1] ?? "0";
  return Date.parse(hasZone ? text : `${text}Z`) + Number(`0.${beyondMilliseconds}`);
}

/**
 * Parses a value of an export.
 *
 * @param source - Name of the value in errors, such as `Span 3`.
 * @throws {StarError} `TRAJECTORY_INVALID` with source and reason when the value does not match the schema.
 */
export function parseExport<Output>(
  schema: z.ZodType<Output>,
  value: unknown,
  { source, remedy }: { readonly source: string; readonly remedy: string },
): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new StarError("TRAJECTORY_INVALID", {
    message: `${source} cannot be read: ${z.prettifyError(parsed.error)}`,
    remedy,
    cause: parsed.error,
  });
}
