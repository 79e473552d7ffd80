import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/** What is loaded when an entry point is imported, without what it imports later with `import()`. */
export interface LoadedModules {
  /** Own files, the entry point first. */
  readonly files: readonly string[];
  /** Size of these files in bytes. */
  readonly bytes: number;
  /** Names of the packages that they import, sorted. Parts of Node are omitted. */
  readonly packages: readonly string[];
}

/**
 * Follows the static imports of a built JavaScript file.
 *
 * @throws {Error} if an imported file does not exist.
 */
export function measureEntry(entry: string): LoadedModules {
  const files = new Set([entry]);
  const packages = new Set<string>();
  let bytes = 0;
  for (const file of files) {
    if (!existsSync(file)) throw new Error(`An imported file does not exist: ${file}`);
    const text = readFileSync(file, "utf8");
    bytes += Buffer.byteLength(text);
    for (const specifier of staticImports(text)) {
      if (specifier.startsWith(".")) files.add(join(dirname(file), specifier));
      else if (!specifier.startsWith("node:")) packages.add(packageOf(specifier));
    }
  }
  return { files: [...files], bytes, packages: [...packages].toSorted() };
}

function staticImports(text: string): string[] {
  const { statements } = ts.createSourceFile("module.js", text, ts.ScriptTarget.Latest);
  return statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const { moduleSpecifier } = statement;
    return moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier)
      ? [moduleSpecifier.text]
      : [];
  });
}

const packageOf = (specifier: string) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
