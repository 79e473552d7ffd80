import { StarError } from "./errors.js";

/**
 * Imports an optional dependency.
 *
 * @param name - Name of the package, for the error.
 * @param purpose - The feature that needs it, for the error.
 * @param load - `() => import("the-package")`, a literal import so that bundlers find it.
 * @throws {StarError} `DEPENDENCY_MISSING` with the command that installs it.
 */
export async function importOptional<T>(
  name: string,
  purpose: string,
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new StarError("DEPENDENCY_MISSING", {
      message: `${purpose} needs the package "${name}", which could not be loaded.`,
      remedy: `Install it with: npm install ${name}`,
      cause,
    });
  }
}
