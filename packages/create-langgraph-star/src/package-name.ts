/** The longest name that npm accepts. */
const MAX_LENGTH = 214;
/** Names that npm refuses. */
const REFUSED = ["node_modules", "favicon.ico"];

/**
 * Derives a valid name of an npm package from the name of a folder: `Café Shop!` becomes `cafe-shop`.
 *
 * @param dependencies - Packages that the project installs. npm refuses to install a package in one of the same name.
 */
export function toPackageName(folderName: string, dependencies: readonly string[]): string {
  const name = folderName
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replaceAll(/^[._-]+|[._-]+$/g, "")
    .slice(0, MAX_LENGTH - "-app".length);
  if (name === "") return "my-recommender";
  return [...REFUSED, ...dependencies].includes(name) ? `${name}-app` : name;
}
