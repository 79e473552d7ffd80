import { z } from "zod";

/** Names of the chat templates that `star export --student-template` knows. Any other value is the path of a template. */
export const STUDENT_TEMPLATES = [
  "qwen3-2507",
  "qwen3.5",
  "qwen3.6",
  "llama-3.1",
  "gemma-4",
  "gpt-oss",
  "mistral",
  "phi-4",
] as const;

/** The template of linear text. Its rows need no other rendering. */
export const DEFAULT_STUDENT_TEMPLATE = "qwen3-2507";

/** A student whose chat template is not that of linear text. Rows are rendered by Python, as trainers and servers do. */
export interface StudentTemplateOptions {
  /**
   * A name in `STUDENT_TEMPLATES`, or the path of a `chat_template.jinja` or `tokenizer_config.json`. Special tokens are read from a
   * `tokenizer_config.json` beside a template.
   */
  readonly template: string;
  /** Variables of the template, such as `enable_thinking`. Default: those of the named template. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** True exports although the template loses or changes text of some rows. Default false: the export fails. */
  readonly allowLoss?: boolean;
  /** The Python interpreter, with jinja2 and the package that contains the template. Default `python3`. */
  readonly python?: string;
}

/** Kinds of differences between a row and what the template makes of it. */
export const TEMPLATE_PROBLEMS = {
  template_fails: "the template rejects the row",
  tools_lost: "tools are not listed",
  prompt_changed: "a system or user message is changed",
  text_lost: "the text of a turn is lost",
  text_moved: "text beside a call stands elsewhere",
  text_trimmed: "white space around a turn's text is lost",
  thinking_added: "a turn begins with thinking that was not sampled",
  call_lost: "a call is lost",
  call_changed: "an argument is written as another value",
  answer_lost: "a tool answer is lost",
  answer_quoted: "a tool answer is quoted as JSON",
  prompt_differs: "a turn was served with another prompt",
  turn_not_extended: "a turn is changed by a later one",
  no_end: "nothing ends a turn",
  prints_date: "the template prints the date of the day",
} as const;
/** One of {@link TEMPLATE_PROBLEMS}. */
export type TemplateProblem = keyof typeof TEMPLATE_PROBLEMS;

/** Problems that change no text of a row: they are reported, but do not make the export fail. */
export const HARMLESS_PROBLEMS: readonly TemplateProblem[] = ["prints_date"];

const count = z.int().min(0);
const names = Object.keys(TEMPLATE_PROBLEMS) as TemplateProblem[];

/** The student of an export, as the manifest describes it. */
export const studentSchema = z.strictObject({
  /** Name of the template, or the name of its file. */
  template: z.string(),
  /** SHA-256 of the template's text, as in `tokenizer.chat_template`. */
  sha256: z.string(),
  /** Special tokens and other variables that the template was given. */
  variables: z.record(z.string(), z.json()),
  /** Rendered examples and pairs. */
  rows: count,
  /** Rows that the template rejects. They are not written. */
  rejected: count,
  /** Number of rows per problem, and where the first one is. */
  problems: z.partialRecord(z.enum(names), z.strictObject({ rows: count, first: z.string() })),
});
/** Describes how rows were rendered for a student. */
export type RenderedStudent = z.infer<typeof studentSchema>;
