const NOTHING = /^\s*(?:null|none|nan|n\/a|na|\\n)?\s*$/i;

/** True for what programs write for nothing: an empty field, null, None, NaN, NA, \N. */
export function isNothing(field: string): boolean {
  return NOTHING.test(field);
}
