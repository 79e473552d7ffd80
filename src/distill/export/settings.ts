import { z } from "zod";
import { StarError } from "../../errors.js";
import { PAPER_MAX_TOKENS } from "./formats/hyper-parameters.js";
import { FORMAT_NAMES } from "./formats/index.js";

const share = z.number().min(0).max(1);

/** Everything that decides what an export holds, besides the trajectories. It stands in the manifest. */
export const exportSettingsSchema = z.strictObject({
  /** In the order of {@link FORMAT_NAMES}. Linear text is always written. */
  formats: z.array(z.enum(FORMAT_NAMES)),
  /** The lowest rank of the held-out item that is imitated. */
  keepRank: z.int().min(1),
  /** Longer rows are dropped. Null where tokens were not counted. */
  maxTokens: z.int().min(1).nullable(),
  /** Rows with more UTF-16 code units are dropped. Null for no such limit. */
  maxChars: z.int().min(1).nullable(),
  /** The share of users on the validation side. */
  validationShare: share,
  /** Decides which users are on it, and which prompts are taken. */
  seed: z.int(),
  /** Whether trajectories of validation and test tasks are taken, too. */
  anySplit: z.boolean(),
});
export type ExportSettings = z.infer<typeof exportSettingsSchema>;

/** What is exported unless said otherwise: the paper's filter and length, one user in ten to validate on. */
export const EXPORT_DEFAULTS: ExportSettings = {
  formats: [...FORMAT_NAMES],
  keepRank: 1,
  maxTokens: PAPER_MAX_TOKENS,
  maxChars: null,
  validationShare: 0.1,
  seed: 1,
  anySplit: false,
};

/** @throws {StarError} `INVALID_ARGUMENT` naming the setting. */
export function resolveSettings(given: Partial<ExportSettings>): ExportSettings {
  const settings = exportSettingsSchema.safeParse({ ...EXPORT_DEFAULTS, ...given });
  if (!settings.success) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `These settings cannot be exported with: ${z.prettifyError(settings.error)}.`,
      remedy: "Correct that setting.",
      cause: settings.error,
    });
  }
  const { formats } = settings.data;
  return { ...settings.data, formats: FORMAT_NAMES.filter((name) => formats.includes(name)) };
}
