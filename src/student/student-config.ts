import { z } from "zod";
import { type FileChecksum, sha256Of } from "../checksum.js";
import type { TransformerConfig } from "./model/config.js";

/** Schema name in `student.json`. */
const STUDENT_SCHEMA = "star.student/2";
/** Schema name of folders without checksums, as earlier versions wrote them. */
const UNCHECKED_SCHEMA = "star.student/1";

/** Content of `student.json`. */
export interface StudentConfig {
  readonly name: string;
  /** Maximum number of positions per conversation. */
  readonly capacity: number;
  readonly model: TransformerConfig;
  /** Checksums of the folder's other files by name; null if an earlier version wrote the folder. */
  readonly files: Readonly<Record<string, FileChecksum>> | null;
}

/** Key of each field of the configuration in `student.json`. */
const CONFIG_KEYS = {
  vocabularySize: "vocabulary",
  outputSize: "written",
  firstLabelId: "firstLetter",
  labelCount: "letters",
  layers: "layers",
  width: "width",
  heads: "heads",
  pointerWidth: "pointer",
} as const satisfies Record<keyof TransformerConfig, string>;

const count = z.int().positive();

const fields = {
  name: z.string().min(1),
  capacity: count,
  model: z
    .strictObject({
      vocabulary: count,
      written: count,
      firstLetter: z.int().nonnegative(),
      letters: count,
      layers: count,
      width: count,
      heads: count,
      pointer: count,
    })
    .transform(
      ({ vocabulary, written, firstLetter, letters, pointer, ...sizes }): TransformerConfig => ({
        vocabularySize: vocabulary,
        outputSize: written,
        firstLabelId: firstLetter,
        labelCount: letters,
        ...sizes,
        pointerWidth: pointer,
      }),
    ),
};

const fileName = z.string().regex(/^\w[\w.-]*$/);
const checksum = z.strictObject({ bytes: z.int().nonnegative(), sha256: z.string() });

/** Parses the JSON of `student.json`. */
export const studentConfigSchema: z.ZodType<StudentConfig> = z.discriminatedUnion("schema", [
  z
    .strictObject({ schema: z.literal(UNCHECKED_SCHEMA), ...fields })
    .transform(({ name, capacity, model }) => ({ name, capacity, model, files: null })),
  z
    .strictObject({
      schema: z.literal(STUDENT_SCHEMA),
      ...fields,
      files: z.record(fileName, checksum),
      digest: z.string(),
    })
    .transform(({ name, capacity, model, files }) => ({ name, capacity, model, files })),
]);

/** Prints `student.json`. Its last field is a hash of the others, so that changes of this file are detected, too. */
export function printStudentConfig({ name, capacity, model, files }: StudentConfig): string {
  const entries = Object.entries(model) as [keyof TransformerConfig, number][];
  const sizes = Object.fromEntries(entries.map(([key, value]) => [CONFIG_KEYS[key], value]));
  const config = { schema: STUDENT_SCHEMA, name, capacity, model: sizes, files };
  const digest = sha256Of(JSON.stringify(config));
  return `${JSON.stringify({ ...config, digest }, null, 2)}\n`;
}

/** True if the parsed JSON of `student.json` has the hash in its last field; false also if it has none. */
export function hasValidDigest(json: unknown): boolean {
  const { digest, ...config } = json as { readonly digest?: unknown };
  return digest === sha256Of(JSON.stringify(config));
}
