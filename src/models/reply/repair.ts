/** Ways in which replies of models differ from what they should be, and are read nevertheless. */
export const REPAIR_KINDS = [
  /** Thoughts such as `<think>...</think>` in the text. They are kept as the reply's reasoning. */
  "thoughts_in_text",
  /** Tool calls written as text. */
  "calls_in_text",
  /** Fields of a message or call in another form than that of OpenAI's API. */
  "message_form",
  /** Arguments of a call that are an object, encoded twice, empty or not quite JSON. */
  "arguments",
  /** Tool calls without an id, or with the same one. */
  "call_ids",
  /** Tokens of the chat template at the end of the text. */
  "end_token",
  /** Words before or after the answer's JSON. */
  "words_around_json",
  /** JSON with faults of syntax, such as trailing commas or single quotes. */
  "json_syntax",
  /** Values of another type, such as ids that are numbers. */
  "value_types",
  /** An answer inside another object. */
  "nested_answer",
  /** A ranking as a numbered list instead of JSON. */
  "ranking_as_list",
  /** Candidates in a ranking in brackets, with titles or as numbers. */
  "ranking_ids",
  /** Candidates that are repeated, or ids that are no candidates, in a ranking that has all candidates. */
  "ranking_surplus",
  /** The same question to the same agent more than once. */
  "assignments_repeated",
] as const;
/** One of {@link REPAIR_KINDS}. */
export type RepairKind = (typeof REPAIR_KINDS)[number];

/** One repair of a reply. */
export interface Repair {
  readonly kind: RepairKind;
  /** What the model or the server wrote, at most 2,000 characters. */
  readonly original: string;
}

/** The key of a completion, and of a message's `response_metadata`, under which its repairs are listed. */
export const REPAIRS_KEY = "star_repairs";

const MAX_ORIGINAL = 2000;

/** Describes a repair. */
export function repairOf(kind: RepairKind, original: unknown): Repair {
  const text = typeof original === "string" ? original : (JSON.stringify(original) ?? "");
  return { kind, original: text.slice(0, MAX_ORIGINAL) };
}
