/** A field of a CSV file, quoted where it needs to be. */
export function csvField(text: string): string {
  return /[",\s]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
