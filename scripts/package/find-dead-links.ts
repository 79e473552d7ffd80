import { readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

/** Texts with links that people follow in an installed package. */
const DOCUMENT = /\.(md|ipynb)$/;
const LINK = /\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g;

/**
 * Finds links of documents, and references to source maps, that point to files outside a package.
 *
 * @param files - All files of the package, as paths from `root`.
 * @returns One line per link: `docs/a.md: ../src/b.ts`.
 */
export function findDeadLinks(root: string, files: readonly string[]): string[] {
  const present = new Set(files.flatMap((file) => [file, ...foldersOf(file)]));
  return files.flatMap((file) =>
    listTargets(file, readFileSync(join(root, file), "utf8"))
      .filter((target) => !present.has(posix.join(dirname(file), target).replace(/\/$/, "")))
      .map((target) => `${file}: ${target}`),
  );
}

function listTargets(file: string, text: string): string[] {
  if (DOCUMENT.test(file)) return listLinks(text);
  if (file.endsWith(".map")) return (JSON.parse(text) as { sources: string[] }).sources;
  if (!/\.[cm]?[jt]s$/.test(file)) return [];
  return Array.from(text.matchAll(/^\/\/# sourceMappingURL=(?!data:)(\S+)/gm), ([, to = ""]) => to);
}

/** Relative links of Markdown, without those in code. */
function listLinks(markdown: string): string[] {
  const prose = markdown.replaceAll(/^```[^]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "");
  return Array.from(prose.matchAll(LINK), ([, target = ""]) => target.replace(/#.*$/, "")).filter(
    (target) => target !== "" && !/^[a-z][a-z+.-]*:/i.test(target),
  );
}

function foldersOf(file: string): string[] {
  const parts = file.split("/").slice(0, -1);
  return parts.map((_, depth) => parts.slice(0, depth + 1).join("/"));
}
