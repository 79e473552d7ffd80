/** Scripts that write no space between words: every character counts as a word, and every two as a pair. */
const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]`;
const WORD = new RegExp(String.raw`${UNSPACED}|(?:(?!${UNSPACED})[\p{L}\p{N}])+`, "gu");

/**
 * The words of a title and the pairs of neighboring words, without case, accents and punctuation. Repeated terms are repeated.
 *
 * @example
 * titleTerms("Amélie & Co."); // ["amelie", "co", "amelie co"]
 */
export function titleTerms(title: string): string[] {
  const plain = title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = plain.match(WORD) ?? [];
  const pairs = words.slice(1).map((word, before) => `${words[before]} ${word}`);
  return [...words, ...pairs];
}
