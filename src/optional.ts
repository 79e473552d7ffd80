import { StarError } from "./errors.js";

/** Functions that import packages, by the names of the packages: literal imports, so that bundlers find them. */
type Loads = Readonly<Record<string, () => Promise<unknown>>>;

/** The loaded modules by the names of the packages. */
type Loaded<All extends Loads> = { readonly [Name in keyof All]: Awaited<ReturnType<All[Name]>> };

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
  const { [name]: loaded } = await importOptionals(purpose, { [name]: load });
  return loaded as T;
}

/**
 * Imports the optional dependencies that a feature needs together.
 *
 * @param purpose - The feature, for the error.
 * @throws {StarError} `DEPENDENCY_MISSING` with all that cannot be loaded and the command that installs them.
 */
export async function importOptionals<All extends Loads>(
  purpose: string,
  loads: All,
): Promise<Loaded<All>> {
  const names = Object.keys(loads);
  const results = await Promise.allSettled(Object.values(loads).map((load) => load()));
  const missing = names.filter((_, position) => results[position]?.status === "rejected");
  if (missing.length > 0) throw createError(purpose, missing, results);
  return Object.fromEntries(
    results.map((result, position) => [
      names[position],
      result.status === "fulfilled" ? result.value : undefined,
    ]),
  ) as Loaded<All>;
}

function createError(
  purpose: string,
  missing: readonly string[],
  results: readonly PromiseSettledResult<unknown>[],
): StarError {
  const names = missing.map((name) => `"${name}"`).join(", ");
  const [it, packages] = missing.length === 1 ? ["it", "package"] : ["them", "packages"];
  const failed = results.find((result) => result.status === "rejected");
  return new StarError("DEPENDENCY_MISSING", {
    message: `${purpose} needs the ${packages} ${names}, which could not be loaded.`,
    remedy: `Install ${it} with: npm install ${missing.join(" ")}`,
    cause: failed?.reason,
  });
}
