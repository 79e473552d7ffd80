import { z } from "zod";
import { StarError } from "../../errors.js";
import { EDITED_MODES } from "../conversations/judge-calls.js";
import { PAPER_MAX_TOKENS } from "./formats/hyper-parameters.js";
import { FLAVORS, FORMAT_NAMES } from "./formats/index.js";

/** Which samples of a task are preferred. */
export const SELECT_MODES = [
  /** All, in the order of the file. */
  "all",
  /** The best rank first; then the highest reward, the shortest text and the lowest sample number. */
  "best",
  /** The shortest text first; then the best rank and the lowest sample number. */
  "shortest",
] as const;
/** One of {@link SELECT_MODES}. */
export type SelectMode = (typeof SELECT_MODES)[number];

/** Which rows count as equal. */
export const DEDUP_MODES = [
  /** None. */
  "none",
  /** Rows with the same tools and messages before the first trained reply. */
  "prompt",
  /** Rows with the same text and the same trained parts. */
  "text",
] as const;
/** One of {@link DEDUP_MODES}. */
export type DedupMode = (typeof DEDUP_MODES)[number];

const share = z.number().min(0).max(1);

/** Schema of {@link ExportSettings}. */
export const exportSettingsSchema = z.strictObject({
  /** In the order of {@link FORMAT_NAMES}. Linear text is always written. */
  formats: z.array(z.enum(FORMAT_NAMES)),
  /** Whose validator the rows of the format `openai` pass. Conversations that it would refuse however they are written are dropped. */
  flavor: z.enum(FLAVORS),
  /**
   * Trajectories that rank the held-out item lower are dropped. 1 is the first rank. Null for no limit, which is the default where the
   * condition uses `rank` or `reward`.
   */
  keepRank: z.int().min(1).nullable(),
  /** Rows for which this condition does not hold are dropped. Null for no condition. */
  where: z.string().nullable(),
  /**
   * Wrong answers for which this condition does not hold are not the rejected ones of preference pairs. Null for no condition. With a
   * condition, or with `pairsFrom`, every such answer is paired.
   */
  rejected: z.string().nullable(),
  /** Which samples of a task are preferred. */
  select: z.enum(SELECT_MODES),
  /** Number of samples per task, the preferred ones first. Null: all with `select: "all"`, else 1. */
  perTask: z.int().min(1).nullable(),
  /** Of equal rows only the first one is kept; of those of one task, that of the preferred sample. */
  dedup: z.enum(DEDUP_MODES),
  /** Rows with more tokens are dropped. Null where tokens are not counted. */
  maxTokens: z.int().min(1).nullable(),
  /** Rows with more UTF-16 code units are dropped. Null for no limit. */
  maxChars: z.int().min(1).nullable(),
  /**
   * `conversation`: each agent's conversations as its model saw them. `single-agent`: one transcript per trajectory, as if one agent had
   * done everything. `auto`: single-agent for recommendation tasks and for graphs whose nodes state their `star_step`, if that
   * transcript is faithful; else conversation. `both`: both. `short`: a short single-agent transcript for small models, of recommendation tasks
   * only; without prompts for reinforcement learning.
   */
  rows: z.enum(["auto", "conversation", "single-agent", "both", "short"]),
  /** What happens to tool calls whose arguments a person or a middleware changed, in conversations. */
  edited: z.enum(EDITED_MODES),
  /** Share of users in the validation split. */
  validationShare: share,
  /** Seed of the validation users and of the selection of prompts. */
  seed: z.int(),
  /** Whether trajectories of validation and test tasks are exported too. */
  anySplit: z.boolean(),
});
/** Settings that, together with the trajectories, determine the content of an export. The manifest contains them. */
export type ExportSettings = z.infer<typeof exportSettingsSchema>;

/** Default settings: the paper's filter and maximum length, rows as the trajectories allow, one user in ten for validation. */
export const EXPORT_DEFAULTS: ExportSettings = {
  formats: [...FORMAT_NAMES],
  flavor: "openai",
  keepRank: 1,
  where: null,
  rejected: null,
  select: "all",
  perTask: null,
  dedup: "none",
  maxTokens: PAPER_MAX_TOKENS,
  maxChars: null,
  rows: "auto",
  edited: "mask",
  validationShare: 0.1,
  seed: 1,
  anySplit: false,
};

/**
 * Fills in the defaults and validates.
 *
 * @throws {StarError} `INVALID_ARGUMENT` with the name of an invalid setting.
 */
export function resolveSettings(given: Partial<ExportSettings>): ExportSettings {
  const settings = exportSettingsSchema.safeParse({ ...EXPORT_DEFAULTS, ...given });
  if (!settings.success) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `Invalid export settings: ${z.prettifyError(settings.error)}`,
      remedy: "Correct the setting named above.",
      cause: settings.error,
    });
  }
  const { formats } = settings.data;
  return { ...settings.data, formats: FORMAT_NAMES.filter((name) => formats.includes(name)) };
}
