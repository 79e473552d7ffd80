const UNRELEASED = "## Unreleased\n";

/**
 * Turns the section "Unreleased" of a changelog into that of a version, below a new and empty "Unreleased".
 *
 * @param day - Such as `2026-12-01`.
 * @throws {Error} if there is no such section, or nothing in it.
 */
export function releaseChangelog(text: string, version: string, day: string): string {
  const start = text.indexOf(UNRELEASED);
  const [before, after] = [text.slice(0, start), text.slice(start + UNRELEASED.length)];
  if (start === -1) {
    throw new Error('CHANGELOG.md has no section "## Unreleased". Add it above the last version.');
  }
  if (!/^- /m.test(after.split(/^## /m)[0] ?? "")) {
    throw new Error('The section "Unreleased" of CHANGELOG.md is empty. Say what users see.');
  }
  return `${before}${UNRELEASED}\n## ${version} (${day})\n${after}`;
}
