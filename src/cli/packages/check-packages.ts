import { messageOf } from "../../errors.js";
import { findVersion } from "./find-package.js";
import { OPTIONAL_PACKAGES, type OptionalPackage } from "./optional-packages.js";

/** Whether a package is there, and can be loaded. */
export interface PackageCheck extends OptionalPackage {
  /** Null if it is not installed. */
  readonly version: string | null;
  /** Why an installed package cannot be loaded; null if it can. */
  readonly problem: string | null;
}

/** Loads every optional package, because one that is installed may be unusable: native parts depend on platform and Node version. */
export async function checkPackages(
  packages: readonly OptionalPackage[] = OPTIONAL_PACKAGES,
): Promise<PackageCheck[]> {
  const checks: PackageCheck[] = [];
  for (const { name, purpose } of packages) {
    const version = findVersion(name) ?? null;
    const problem = version === null ? null : await findProblem(name);
    checks.push({ name, purpose, version, problem });
  }
  return checks;
}

async function findProblem(name: string): Promise<string | null> {
  try {
    await import(name);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
