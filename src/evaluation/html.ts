import { plainText } from "./format.js";

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
