import { resolveSelection } from "./selection/resolve-selection.js";
import type { ExportSettings } from "./settings.js";
import { resolveStudentSettings } from "./student/settings.js";
import type { ExportOptions } from "./export-options.js";

/**
 * Resolves the settings of an export: its defaults, those of the student, and what follows from the conditions. Without a meter the
 * limit in tokens does not apply.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for an invalid setting.
 */
export function resolveExportSettings({
  settings,
  meter,
  student,
}: Pick<ExportOptions, "settings" | "meter" | "student">): ExportSettings {
  const isCounted = meter !== undefined;
  const given = { ...settings, ...(!isCounted && { maxTokens: null }) };
  return resolveSelection(resolveStudentSettings(given, student), { given, isCounted });
}
