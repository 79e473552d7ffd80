import { z } from "zod";

/** A text that is stored as one string or as its lines. */
const storedText = z
  .union([z.string(), z.array(z.string())])
  .transform((text) => (typeof text === "string" ? text : text.join("")));

/** The outputs that a cell can store. Errors are not among them: a stored notebook has none. */
export const storedOutputSchema = z.discriminatedUnion("output_type", [
  z.object({ output_type: z.literal("stream"), name: z.literal("stdout"), text: storedText }),
  z.object({
    output_type: z.enum(["execute_result", "display_data"]),
    data: z.record(z.string(), storedText),
  }),
]);

/** What a cell displayed: printed text, or its last value by MIME type. */
export type CellOutput =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly data: Readonly<Record<string, string>> };

/** Converts a stored output. */
export function fromStored(output: z.infer<typeof storedOutputSchema>): CellOutput {
  return output.output_type === "stream"
    ? { kind: "text", text: output.text }
    : { kind: "value", data: output.data };
}

/** Converts an output to the form that Jupyter stores, with `count` as the number of the execution. */
export function toStored(output: CellOutput, count: number): object {
  if (output.kind === "text")
    return { name: "stdout", output_type: "stream", text: toLines(output.text) };
  const data = Object.entries(output.data).sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    data: Object.fromEntries(data.map(([type, text]) => [type, toLines(text)])),
    execution_count: count,
    metadata: {},
    output_type: "execute_result",
  };
}

/** Splits a text as Jupyter stores it: every line with its end. */
function toLines(text: string): string[] {
  return text.split(/(?<=\n)/);
}

/**
 * The outputs that are stored and compared. Texts that follow each other are one. Times are replaced, since no two runs have the same. A
 * page in a frame is left out: viewers remove it, and it contains the times of its run.
 */
export function toComparable(outputs: readonly CellOutput[]): CellOutput[] {
  const joined: CellOutput[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (output.kind === "text" && last?.kind === "text")
      joined.splice(-1, 1, { kind: "text", text: last.text + output.text });
    else joined.push(output);
  }
  return joined.map((output) => {
    if (output.kind === "text") return { kind: "text", text: hideTimes(output.text) };
    const kept = Object.entries(output.data).filter(([, text]) => !text.includes("<iframe"));
    return {
      kind: "value",
      data: Object.fromEntries(
        kept.map(([type, text]) => [type, type.startsWith("image/") ? text : hideTimes(text)]),
      ),
    };
  });
}

const TIME = /(?<![\w.,])\d[\d,]*(?:\.\d+)?(?= ?(?:ms|s|min)(?!\w))/g;

function hideTimes(text: string): string {
  return text.replaceAll(TIME, "…");
}
