import { plainText } from "./format.js";

/** Style sheet of the report page, in light or dark mode. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --page: #fff; --text: #1b1f24; --muted: #667080; --line: #d9dee5;
  --accent: #1f5fbf; --better: #14795a; --worse: #b5460f; --warn: #fff3d6; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14171b; --text: #e6e9ee; --muted: #98a2b0; --line: #343b45;
    --accent: #7fb2ff; --better: #5fd0a5; --worse: #ff9d66; --warn: #3b3015; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1040px; padding: 32px 24px 64px; background: var(--page);
  color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 19px; margin: 40px 0 8px; }
p { margin: 0 0 12px; }
.quiet { color: var(--muted); font-size: 14px; overflow-wrap: anywhere; }
.warning { background: var(--warn); border-radius: 6px; padding: 10px 14px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; width: 100%; }
caption { text-align: left; color: var(--muted); padding-bottom: 6px; }
th, td { padding: 6px 8px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
thead th { color: var(--muted); font-weight: 500; vertical-align: bottom; }
th:first-child { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 10.5em; }
tbody th { font-weight: 600; }
figure { margin: 0; overflow-x: auto; }
figure svg { min-width: 640px; margin-top: 8px; }
ul { padding-left: 20px; font-size: 14px; }
summary { cursor: pointer; color: var(--accent); font-size: 14px; }
details table { margin-top: 8px; }
`;

/** Safe markup. */
export interface Html {
  readonly html: string;
}

type Insertable = string | number | Html | undefined | readonly (string | number | Html)[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes text for an element or a quoted attribute. */
function escapeHtml(text: string): string {
  return plainText(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Marks text as safe markup. Only for markup that this library generated. */
export function trustedHtml(html: string): Html {
  return { html };
}

/** Template tag that escapes its insertions unless they are {@link Html}; `undefined` inserts nothing. */
export function html(parts: TemplateStringsArray, ...insertions: readonly Insertable[]): Html {
  return { html: String.raw({ raw: parts }, ...insertions.map(toMarkup)) };
}

function toMarkup(insertion: Insertable): string {
  if (insertion === undefined) return "";
  if (typeof insertion === "string" || typeof insertion === "number")
    return escapeHtml(String(insertion));
  return "html" in insertion ? insertion.html : insertion.map(toMarkup).join("");
}
