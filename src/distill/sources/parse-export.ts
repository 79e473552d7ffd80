import { z } from "zod";
import { StarError } from "../../errors.js";

/**
 * @param source - What the value is, as a sentence's subject.
 * @throws {StarError} `TRAJECTORY_INVALID` naming what does not fit and where.
 */
export function parseExport<Output>(
  schema: z.ZodType<Output>,
  value: unknown,
  { source, remedy }: { readonly source: string; readonly remedy: string },
): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new StarError("TRAJECTORY_INVALID", {
    message: `${source} cannot be read: ${z.prettifyError(parsed.error)}.`,
    remedy,
    cause: parsed.error,
  });
}
