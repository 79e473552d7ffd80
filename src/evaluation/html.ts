import { plainText } from "./format.js";

/** Text that is safe to stand in a page as it is. */
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

/** Makes any text safe inside an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return plainText(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Takes text as markup. Only for what this library wrote itself. */
export function trustedHtml(html: string): Html {
  return { html };
}

/** A template whose insertions are escaped unless they are {@link Html} themselves; `undefined` inserts nothing. */
export function html(parts: TemplateStringsArray, ...insertions: readonly Insertable[]): Html {
  return { html: String.raw({ raw: parts }, ...insertions.map(toMarkup)) };
}

function toMarkup(insertion: Insertable): string {
  if (insertion === undefined) return "";
  if (typeof insertion === "string" || typeof insertion === "number")
    return escapeHtml(String(insertion));
  return "html" in insertion ? insertion.html : insertion.map(toMarkup).join("");
}
