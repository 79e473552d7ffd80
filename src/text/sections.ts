import { escapeHeadings, unescapeHeadings } from "./headings.js";

/** Titles of the sections that a role's request can have. */
const SECTION_TITLES = [
  "Task",
  "History",
  "Plan",
  "Evidence",
  "Reports",
  "Reflection",
  "Revisions",
  "Your earlier answer",
  "Your question",
  "Summary so far",
  "Window",
] as const;
/** One of the section titles. */
export type SectionTitle = (typeof SECTION_TITLES)[number];

/**
 * A request made of titled sections, `## Title` and the body each; empty sections are left out. A line of a body cannot be the
 * heading of another section: roles and tools write the bodies.
 */
export function formatSections(sections: Readonly<Partial<Record<SectionTitle, string>>>): string {
  return Object.entries(sections)
    .filter(([, body]) => body !== "")
    .map(([title, body]) => `## ${title}\n${escapeHeadings(body, "##")}`)
    .join("\n\n");
}

/** Reads what {@link formatSections} writes: bodies by title, without white space at their ends. */
export function parseSections(request: string): Map<SectionTitle, string> {
  const sections = new Map<SectionTitle, string>();
  const parts = request.split(/^## (.+)$/m).slice(1);
  for (let index = 0; index < parts.length; index += 2) {
    const title = SECTION_TITLES.find((known) => known === parts[index]);
    const body = unescapeHeadings(parts[index + 1] ?? "", "##");
    if (title !== undefined) sections.set(title, body.trim());
  }
  return sections;
}
