import { homedir, hostname, tmpdir } from "node:os";
import { resolve } from "node:path";
import type { CellOutput } from "./outputs.js";

/** What a stored output must not contain, because it is another text on every machine. */
const PRIVATE = [
  { what: "the folder of this checkout", text: resolve(".") },
  { what: "the home folder", text: homedir() },
  { what: "the folder for temporary files", text: tmpdir() },
  { what: "the name of this machine", text: hostname() },
].filter(({ text }) => text.length > 3);

/** Names what in the outputs exists on this machine only; undefined if there is nothing. */
export function findPrivate(outputs: readonly CellOutput[]): string | undefined {
  const texts = outputs.flatMap((output) =>
    output.kind === "text" ? [output.text] : Object.values(output.data),
  );
  return PRIVATE.find(({ text }) => texts.some((shown) => containsWord(shown, text)))?.what;
}

function containsWord(shown: string, word: string): boolean {
  const at = shown.indexOf(word);
  return (
    at >= 0 && !/[\w-]/.test(shown.charAt(at - 1)) && !/\w/.test(shown.charAt(at + word.length))
  );
}
