/** Headings of a request: `##` of its sections, `###` of the reports and tool answers in them. */
type HeadingMarks = "##" | "###";

// JavaScript's multiline mode also begins lines after these, so that a heading could follow them.
const BLANK = String.raw`[^\S\r\n\u2028\u2029]*`;

const patterns = (marks: HeadingMarks) => ({
  heading: new RegExp(String.raw`^(${BLANK}\\*)(?=${marks}(?:\s|$))`, "gm"),
  escaped: new RegExp(String.raw`^(${BLANK}\\*)\\(?=${marks}(?:\s|$))`, "gm"),
});
const PATTERNS = { "##": patterns("##"), "###": patterns("###") };

/** Writes a backslash before the marks of every heading in a text, so that its lines are none: `\## Evidence`. */
export function escapeHeadings(text: string, marks: HeadingMarks): string {
  return text.replace(PATTERNS[marks].heading, "$1\\");
}

/** The inverse of {@link escapeHeadings}, for every text. */
export function unescapeHeadings(text: string, marks: HeadingMarks): string {
  return text.replace(PATTERNS[marks].escaped, "$1");
}
