import { z } from "zod";
import { axolotlConfig } from "./axolotl-config.js";
import type { Format } from "./format.js";
import { createTextBuilder } from "./text-builder.js";
import { toTrainerText } from "./trainer-text.js";

const rowSchema = z.strictObject({
  id: z.string(),
  segments: z.array(z.strictObject({ label: z.boolean(), text: z.string().regex(/^\S/) })),
});

/**
 * axolotl, its template-free form: the linear text itself in segments that are trained or not. Each is tokenised alone, so
 * cuts stand only where tokens end anyway: after `<|im_start|>assistant` and its newline, and after `<|im_end|>` and its own.
 */
export const axolotl: Format = {
  name: "axolotl",
  examples: {
    files: { train: "axolotl/train.jsonl", validation: "axolotl/validation.jsonl" },
    encoding: "json-lines",
    toRow: ({ id, linear }) => {
      const { text, trained } = toTrainerText(linear);
      const edges = [...trained.flatMap(({ start, end }) => [start, end]), text.length];
      const segments = edges.map((edge, place) => ({
        label: place % 2 === 1,
        text: text.slice(edges[place - 1] ?? 0, edge),
      }));
      return { id, segments: segments.filter((segment) => segment.text !== "") };
    },
    read: (row) => {
      const builder = createTextBuilder();
      for (const { label, text } of rowSchema.parse(row).segments) {
        if (label) builder.train(text);
        else builder.read(text);
      }
      return [builder.finish()];
    },
  },
  config: axolotlConfig,
};
