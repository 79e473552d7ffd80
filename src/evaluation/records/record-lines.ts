import { z } from "zod";
import { type Json, parseJson } from "../../json.js";
import type { TaskRecord } from "../task-record.js";

/** First key of the first line, by which the file is recognized. */
const SCHEMA = "star.evaluation/1";

/** What determines results, by name. Equal configurations give equal results, except for latencies. */
export type Configuration = Readonly<Record<string, Json>>;

/** A record as it is kept in a file. */
export interface KeptRecord extends TaskRecord {
  /** Plan and number of rounds, of a teacher. */
  readonly behavior?: { readonly plan: readonly string[]; readonly rounds: number } | undefined;
}

/** A line of a file of records: the first one, the first one of a policy, or a record. */
export type RecordLine =
  | { readonly kind: "evaluation"; readonly configuration: Configuration }
  | { readonly kind: "policy"; readonly policy: string; readonly configuration: Configuration }
  | { readonly kind: "record"; readonly record: KeptRecord };

const number = z.number().nullable();
const configuration = z.record(z.string(), z.json());

const lineSchema = z.union([
  z.strictObject({ schema: z.literal(SCHEMA), configuration }),
  z.strictObject({ policy: z.string(), configuration }),
  z.strictObject({
    policy: z.string(),
    taskId: z.string(),
    userId: z.string(),
    /** JSON has no infinity: null for a task that failed. */
    rank: number,
    firstPosition: number.default(null),
    top: z.array(z.string()).optional(),
    appended: z.number(),
    error: z.string().nullable(),
    modelCalls: number,
    tokens: number,
    repairs: z.record(z.string(), z.number()).default({}),
    latencyMs: number,
    simulatedLatencyMs: number,
    behavior: z.strictObject({ plan: z.array(z.string()), rounds: z.number() }).optional(),
  }),
]);

/** Writes a line, with its newline. */
export function toRecordLine(line: RecordLine): string {
  if (line.kind === "record") return `${JSON.stringify(line.record)}\n`;
  const { kind, ...content } = line;
  return `${JSON.stringify(kind === "evaluation" ? { schema: SCHEMA, ...content } : content)}\n`;
}

/** Parses a line; undefined if it is none of a file of records. */
export function parseRecordLine(text: string): RecordLine | undefined {
  const { data } = lineSchema.safeParse(parseJson(text));
  if (data === undefined) return undefined;
  if ("schema" in data) return { kind: "evaluation", configuration: data.configuration };
  if ("configuration" in data) return { kind: "policy", ...data };
  return { kind: "record", record: { ...data, rank: data.rank ?? Infinity } };
}

/** True for the beginning of the first line of a file of records, however short it is. */
export function beginsRecords(text: string): boolean {
  const beginning = `{"schema":"${SCHEMA}"`;
  return text.startsWith(beginning.slice(0, text.length));
}
