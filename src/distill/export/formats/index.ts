import type { Conversation } from "../../transcript/conversation.js";
import { axolotl } from "./axolotl.js";
import type { Encoding, Format, Table, TableEncoding } from "./format.js";
import { linear } from "./linear.js";
import { llamafactory } from "./llamafactory.js";
import { createMistralFlavor, isWritableForMistral } from "./mistral.js";
import { msSwift } from "./ms-swift.js";
import { openai } from "./openai.js";
import { trl } from "./trl.js";
import { verifiers } from "./verifiers.js";
import { verl } from "./verl.js";

/** Names of the export formats, as `star export --format` takes them. */
export const FORMAT_NAMES = [
  "linear",
  "trl",
  "llamafactory",
  "ms-swift",
  "axolotl",
  "verl",
  "openai",
  "verifiers",
] as const;
/** One of {@link FORMAT_NAMES}. */
export type FormatName = (typeof FORMAT_NAMES)[number];

const FORMATS: Record<FormatName, Format> = {
  linear,
  trl,
  llamafactory,
  "ms-swift": msSwift,
  axolotl,
  verl,
  openai,
  verifiers,
};

/** All formats in the order in which they are written. Linear text is first: the others are compared with it. */
export const ALL_FORMATS: readonly Format[] = FORMAT_NAMES.map((name) => FORMATS[name]);

/** Whose validator the rows of the format `openai` pass, as `star export --flavor` takes them. */
export const FLAVORS = ["openai", "mistral"] as const;
/** One of {@link FLAVORS}. */
export type Flavor = (typeof FLAVORS)[number];

const FLAVORED_OPENAI: Record<Flavor, Format> = { openai, mistral: createMistralFlavor() };

/** The settings that select formats. */
interface FormatSelection {
  readonly formats: readonly FormatName[];
  readonly flavor: Flavor;
}

/** Returns the named formats and linear text, in the order of {@link FORMAT_NAMES}. */
export function selectFormats({ formats, flavor }: FormatSelection): readonly Format[] {
  const selected = ALL_FORMATS.filter(
    ({ name }) => name === linear.name || formats.some((one) => one === name),
  );
  return selected.map((format) => (format === openai ? FLAVORED_OPENAI[flavor] : format));
}

/** True unless the chosen flavor cannot hold a conversation. */
export function isInFlavor(
  conversation: Conversation,
  { formats, flavor }: FormatSelection,
): boolean {
  const isFree = flavor !== "mistral" || !formats.includes("openai");
  return isFree || isWritableForMistral(conversation);
}

/** Lists the tables of a format: examples, prompts and pairs, as far as it has them. */
export function listTables({
  examples,
  prompts,
  pairs,
}: Format): Pick<Table<never>, "files" | "encoding">[] {
  return [examples, prompts, pairs].filter((table) => table !== undefined);
}

/** Resolves the encoding of a table for the names of the offered tools. */
export function resolveEncoding(encoding: TableEncoding, tools: readonly string[]): Encoding {
  return typeof encoding === "function" ? encoding(tools) : encoding;
}
