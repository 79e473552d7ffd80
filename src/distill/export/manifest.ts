import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { StarError } from "../../errors.js";
import { renderLinear } from "../transcript/render-linear.js";
import { PAPER_MAX_TOKENS } from "./formats/hyper-parameters.js";
import { selectFormats } from "./formats/index.js";
import { DIFFICULTIES } from "./formats/records.js";
import { exportSettingsSchema } from "./settings.js";
import { sourceSchema } from "./sources.js";
import { EXPORT_VERDICTS } from "./tally.js";
import { tokenCountsSchema } from "./tokens.js";

export const MANIFEST_FILE = "manifest.json";

/** The version every manifest carries. */
export const EXPORT_FORMAT = "star.export/1";

const count = z.int().min(0);
const bySide = z.strictObject({ train: count, validation: count });

const factsSchema = z.strictObject({
  /** Null for a file that holds no rows. */
  rows: count.nullable(),
  bytes: count,
  sha256: z.string(),
});

/** What an export is, and what it was made of and with. */
export const manifestSchema = z.strictObject({
  format: z.literal(EXPORT_FORMAT),
  settings: exportSettingsSchema,
  /** Of the chat template: another hash means that text is rendered differently. */
  template: z.strictObject({ name: z.string(), sha256: z.string() }),
  sources: z.array(sourceSchema),
  /** Names of the tools that were offered for tasks, in order. */
  tools: z.array(z.string()),
  counts: z.strictObject({
    /** Trajectories by what became of them; `kept` is the number of examples. */
    verdicts: z.record(z.enum(EXPORT_VERDICTS), count),
    examples: bySide,
    prompts: bySide,
    /** Prompts of the training side by difficulty, before the mix. */
    difficulties: z.record(z.enum([...DIFFICULTIES, "unknown"]), count),
    pairs: bySide,
  }),
  /** Of all examples; null where they were not counted. */
  tokens: tokenCountsSchema.nullable(),
  files: z.record(z.string(), factsSchema),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** The manifest's file. Its last field is the hash of all before it, so that it cannot change unnoticed either. */
export function printManifest(manifest: Manifest): string {
  const digest = createHash("sha256").update(JSON.stringify(manifest)).digest("hex");
  return `${JSON.stringify({ ...manifest, digest }, null, 2)}\n`;
}

/** @throws {StarError} `EXPORT_INVALID` when the folder has no manifest that can be read. */
export async function readManifest(directory: string): Promise<Manifest> {
  const path = join(directory, MANIFEST_FILE);
  try {
    const fields = z.looseObject({ digest: z.string() }).parse(await readJson(path));
    const { digest: _, ...manifest } = fields;
    return manifestSchema.parse(manifest);
  } catch (cause) {
    throw new StarError("EXPORT_INVALID", {
      message: `${path} is no manifest of an export: ${reasonOf(cause)}.`,
      remedy: "Pass a folder that star export wrote, or export again.",
      cause,
    });
  }
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, "utf8"));
}

function reasonOf(cause: unknown): string {
  if (cause instanceof z.ZodError) return z.prettifyError(cause);
  return cause instanceof Error ? cause.message : String(cause);
}

/** The configurations of an export, by path. They follow from what its manifest says. */
export function configsOf({
  settings,
  tools,
  files,
}: Pick<Manifest, "settings" | "tools" | "files">): Record<string, string> {
  const maxTokens = settings.maxTokens ?? PAPER_MAX_TOKENS;
  const hasFile = (path: string) => path in files;
  const formats = selectFormats(settings.formats);
  return Object.assign({}, ...formats.map(({ config }) => config({ maxTokens, tools, hasFile })));
}

/** The chat template that linear text follows, and a hash of what it makes of everything that it knows. */
export const TEMPLATE = {
  name: "Qwen3-Instruct-2507",
  sha256: createHash("sha256").update(renderProbe()).digest("hex"),
};

/** A conversation with every kind of turn, call and character that a template could treat in its own way. */
function renderProbe(): string {
  const parameters = { type: "object", properties: { id: { type: "string" } }, required: ["id"] };
  const call = { name: "look_up", arguments: { id: 'é "\\\n😀', k: 5, exact: true, share: 0.5 } };
  return renderLinear({
    tools: [{ type: "function", function: { name: "look_up", description: "d", parameters } }],
    messages: [
      { role: "system", content: "s" },
      { role: "user", content: " u\n" },
      { role: "assistant", content: "", tool_calls: [{ type: "function", function: call }] },
      { role: "tool", name: "look_up", content: "one" },
      { role: "assistant", content: "a\n", tool_calls: [{ type: "function", function: call }] },
      { role: "tool", name: "look_up", content: "two\n" },
      { role: "assistant", content: "b" },
    ],
  }).text;
}
