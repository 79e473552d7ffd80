import { StarError } from "./errors.js";

/**
 * Loads a package that is only needed by one part of this library.
 *
 * @param load - `() => import("the-package")`, so that bundlers see the name.
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
