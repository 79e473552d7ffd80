import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { messageOf, StarError } from "../../errors.js";
import { DIFFICULTIES } from "../difficulty.js";
import { renderLinear } from "../transcript/render-linear.js";
import { CALL_COUNTS, EXPORT_VERDICTS } from "./counts.js";
import { PAPER_MAX_TOKENS } from "./formats/hyper-parameters.js";
import { selectFormats } from "./formats/index.js";
import { RENDERINGS } from "./renderings.js";
import { sampleCountsSchema } from "./selection/pass-at-k.js";
import { exportSettingsSchema } from "./settings.js";
import { sourceSchema } from "./sources.js";
import { studentSchema } from "./student-templates.js";
import { tokenCountsSchema } from "./tokens.js";

/** Name of the manifest in an export's folder. */
export const MANIFEST_FILE = "manifest.json";

/** Version of the export format. */
export const EXPORT_FORMAT = "star.export/2";

const count = z.int().min(0);
const bySplit = z.strictObject({ train: count, validation: count });

const fileEntrySchema = z.strictObject({
  /** Null for a file without rows. */
  rows: count.nullable(),
  bytes: count,
  sha256: z.string(),
});

const manifestSchema = z.strictObject({
  format: z.literal(EXPORT_FORMAT),
  settings: exportSettingsSchema,
  /** The trajectory file. */
  input: z.strictObject({ bytes: count, sha256: z.string() }),
  /** The file whose wrong answers are the rejected ones of pairs, if it is another one. */
  pairsFrom: z
    .strictObject({ bytes: count, sha256: z.string(), trajectories: count, wrong: count })
    .optional(),
  /** The chat template; another hash means that text is rendered differently. */
  template: z.strictObject({ name: z.string(), sha256: z.string() }),
  /** The student whose template the rows in `student/` follow, if it is another one. */
  student: studentSchema.optional(),
  sources: z.array(sourceSchema),
  /** Names of the tools offered for tasks, sorted. */
  tools: z.array(z.string()),
  /** How often the samples of the tasks succeed, before any selection. */
  samples: sampleCountsSchema,
  counts: z.strictObject({
    /** Trajectories per verdict. */
    verdicts: z.record(z.enum(EXPORT_VERDICTS), count),
    /** Model calls per verdict, of the trajectories that are written as conversations. */
    calls: z.record(z.enum(CALL_COUNTS), count),
    /** Examples per rendering. */
    rows: z.record(z.enum(RENDERINGS), count),
    /** Examples with a trained reply of which the source does not say why it ended, so that it may be cut off; absent if there are none. */
    unknownEnds: count.optional(),
    examples: bySplit,
    prompts: bySplit,
    /** Prompts of the training split per difficulty, before the mix. */
    difficulties: z.record(z.enum([...DIFFICULTIES, "unknown"]), count),
    pairs: bySplit,
  }),
  /** Tokens of all examples; null where tokens are not counted. */
  tokens: tokenCountsSchema.nullable(),
  files: z.record(z.string(), fileEntrySchema),
});
/** The manifest of an export: settings, sources, counts and files. */
export type Manifest = z.infer<typeof manifestSchema>;

/** Prints the manifest file. Its last field is a hash of the others, so that changes of the manifest are detected too. */
export function printManifest(manifest: Manifest): string {
  const digest = createHash("sha256").update(JSON.stringify(manifest)).digest("hex");
  return `${JSON.stringify({ ...manifest, digest }, null, 2)}\n`;
}

/**
 * Reads the manifest of an export.
 *
 * @throws {StarError} `EXPORT_INVALID` when the folder has no valid manifest.
 */
export async function readExportManifest(directory: string): Promise<Manifest> {
  const path = join(directory, MANIFEST_FILE);
  try {
    const fields = z.looseObject({ digest: z.string() }).parse(await readJson(path));
    const { digest: _, ...manifest } = fields;
    return manifestSchema.parse(manifest);
  } catch (cause) {
    throw new StarError("EXPORT_INVALID", {
      message: `${path} is not a valid export manifest: ${reasonOf(cause)}`,
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
  return messageOf(cause);
}

/** Creates the configuration files of an export, by path. They depend on its manifest only. */
export function createConfigs({
  settings,
  tools,
  files,
  student,
}: Pick<Manifest, "settings" | "tools" | "files" | "student">): Record<string, string> {
  const maxTokens = settings.maxTokens ?? PAPER_MAX_TOKENS;
  const hasFile = (path: string) => path in files;
  const formats = selectFormats(settings);
  return Object.assign(
    {},
    ...formats.map(({ config }) => config({ maxTokens, tools, hasFile, student })),
  );
}

/** Name of the chat template of linear text, and a hash of a conversation rendered with it. */
export const CHAT_TEMPLATE = {
  name: "Qwen3-Instruct-2507",
  sha256: createHash("sha256").update(renderProbe()).digest("hex"),
};

/** Renders a conversation with every kind of turn, argument and character that templates may treat differently. */
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
