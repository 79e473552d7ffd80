import { StarError } from "../../errors.js";
import { FEATURE_PACKAGES, type Feature } from "./features.js";
import { findVersion } from "./find-package.js";

/** What needs packages, and for which features. */
export interface PackageNeeds {
  /** Beginning of the message, such as `star demo`. */
  readonly what: string;
  readonly features: readonly Feature[];
  /** Finds the version of an installed package. Default: in the folders where Node looks for it. */
  readonly find?: (name: string) => string | undefined;
}

/**
 * Checks before any work that the packages of features are installed, and names all that are missing at once.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` with the command that installs them.
 */
export function assertInstalled({ what, features, find = findVersion }: PackageNeeds): void {
  const needed = new Set<string>(features.flatMap((feature) => FEATURE_PACKAGES[feature]));
  const missing = [...needed].filter((name) => find(name) === undefined);
  if (missing.length === 0) return;
  const names = missing.map((name) => `"${name}"`).join(", ");
  throw new StarError("DEPENDENCY_MISSING", {
    message:
      missing.length === 1
        ? `${what} needs the package ${names}, which is not installed.`
        : `${what} needs the packages ${names}, which are not installed.`,
    remedy: `Install what is missing with: npm install ${missing.join(" ")}`,
  });
}
