import { StarError } from "../../../errors.js";
import type { FormatName } from "../formats/index.js";
import { type ExportSettings, resolveSettings } from "../settings.js";
import { DEFAULT_STUDENT_TEMPLATE, type StudentTemplateOptions } from "../student-templates.js";

/** Formats of messages, which every template can render. The others contain text of the template of linear text. */
const STUDENT_FORMATS: readonly FormatName[] = ["linear", "trl", "openai", "verifiers"];

/**
 * Resolves the settings of an export for a student. Formats default to those of messages.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for an invalid setting, and for a format that the student cannot be trained from.
 */
export function resolveStudentSettings(
  given: Partial<ExportSettings>,
  student: StudentTemplateOptions | undefined,
): ExportSettings {
  if (student === undefined) return resolveSettings(given);
  if (student.template === DEFAULT_STUDENT_TEMPLATE) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `The template "${DEFAULT_STUDENT_TEMPLATE}" is that of linear text, which needs no rendering`,
      remedy: "Leave out student.",
    });
  }
  const settings = resolveSettings({ formats: [...STUDENT_FORMATS], ...given });
  const others = settings.formats.filter((name) => !STUDENT_FORMATS.includes(name));
  if (others.length === 0) return settings;
  throw new StarError("INVALID_ARGUMENT", {
    message: `The formats ${others.join(", ")} contain text in the template of Qwen3-Instruct-2507, not in that of the student (${student.template})`,
    remedy: `Export ${STUDENT_FORMATS.join(", ")}, or leave out the student's template.`,
    fields: { template: student.template },
  });
}
