/**
 * Text that comes from data, a tool or a model is never markup. Anything in it that looks like a tag or a template token
 * (`<plan>`, `</tool_response>`, `<|im_end|>`) is shown with `&lt;` in place of `<`. {@link unescapeTags} undoes it exactly.
 */
export function escapeTags(text: string): string {
  return text.replace(/&(?=(?:amp;)*lt;)/g, "&amp;").replace(/<(?=[/|a-z])/gi, "&lt;");
}

/** The inverse of {@link escapeTags}: `unescapeTags(escapeTags(text)) === text` for every text. */
export function unescapeTags(text: string): string {
  return text.replace(/&lt;/g, "<").replace(/&amp;(?=(?:amp;)*lt;)/g, "&");
}

/** A value from outside as one quoted line: control characters and quotes escaped as in JSON, tags escaped. */
export function quoteData(text: string): string {
  return escapeTags(JSON.stringify(text));
}

/** Ids print bare where that is unambiguous, else quoted. */
export function printId(id: string): string {
  return /^[\w.:@-]+$/.test(id) ? id : quoteData(id);
}

/** The inverse of {@link printId}. */
export function readId(text: string): string {
  if (!text.startsWith('"')) return text;
  const id: unknown = JSON.parse(unescapeTags(text));
  return String(id);
}
