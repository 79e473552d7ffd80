import { parseJson } from "../../../json.js";

/** A string, a number, a name or a sign, after white space. */
const TOKEN =
  /\s*(?:('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d*)?(?:e[+-]?\d+)?)|(\w+)|([{}[\]():,]))/y;
const NAMES = new Map([
  ["True", "true"],
  ["False", "false"],
  ["None", "null"],
]);
const BRACKETS = new Map([
  ["(", "["],
  [")", "]"],
]);

/**
 * Parses what Python's `repr` prints for dicts, lists, tuples, strings, numbers, booleans and `None`.
 *
 * @returns Undefined for any other text.
 */
export function parsePythonLiteral(text: string): unknown {
  const pattern = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  const tokens: string[] = [];
  while (pattern.lastIndex < end) {
    const found = pattern.exec(text);
    if (found === null) return undefined;
    const token = toJson(found);
    // Python allows a comma before a closing bracket.
    if (/^[\]}]$/.test(token) && tokens.at(-1) === ",") tokens.pop();
    tokens.push(token);
  }
  return parseJson(tokens.join(""));
}

function toJson([, string, number, name, sign = ""]: readonly string[]): string {
  if (string !== undefined) return JSON.stringify(unescape(string.slice(1, -1)));
  if (number !== undefined) return String(Number(number));
  return name === undefined ? (BRACKETS.get(sign) ?? sign) : (NAMES.get(name) ?? name);
}

const ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/gi;
const CONTROLS = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

function unescape(text: string): string {
  return text.replaceAll(ESCAPE, (_, byte, short, long, character: string) => {
    const code: string | undefined = byte ?? short ?? long;
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
    return CONTROLS.get(character) ?? character;
  });
}
