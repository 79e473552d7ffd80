import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join, normalize } from "node:path";
import GithubSlugger from "github-slugger";
import { describe, expect, it } from "vitest";

const pages = [
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "examples/README.md",
  "findings/README.md",
  ...["docs", "docs/decisions"].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${folder}/${name}`),
  ),
];

const withoutCode = (page: string) => readFileSync(page, "utf8").replace(/^```[^]*?^```/gm, "");

function anchorsOf(page: string): Set<string> {
  const slugger = new GithubSlugger();
  const headings = withoutCode(page).matchAll(/^#+ (.+)$/gm);
  return new Set(Array.from(headings, ([, text = ""]) => slugger.slug(text.replaceAll("`", ""))));
}

/** Links of a page to files of the repository that do not exist, or to headings that they do not have. */
function findDeadLinks(page: string): string[] {
  const links = Array.from(withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g), ([, link = ""]) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : normalize(join(dirname(page), path));
    if (!existsSync(target)) return true;
    return anchor !== undefined && extname(target) === ".md" && !anchorsOf(target).has(anchor);
  });
}

describe("links between pages and to files of the repository", () => {
  it.each(pages)("%s has no dead link", (page) => {
    expect(findDeadLinks(page)).toEqual([]);
  });
});
