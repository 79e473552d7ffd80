import type { InputSpec, Tensors } from "../engine/compile.js";
import type { Ort } from "../engine/runtime.js";
import type { TextBatch } from "../language/fill-batch.js";
import type { TransformerConfig } from "../model/config.js";
import type { Extent } from "../model/transformer.js";

/** Shapes of the inputs of a pass over whole texts. */
export function textSpecs({ vocabulary, letters }: TransformerConfig, { rows, positions }: Extent) {
  return {
    words: [rows * positions, vocabulary],
    bias: [rows, positions, positions],
    about: [rows, positions, letters],
    repeated: [rows, positions, letters],
  } satisfies Record<string, InputSpec>;
}

/** A batch as tensors of those shapes. The numbers are not copied. */
export function textTensors({ Tensor }: Ort, config: TransformerConfig, batch: TextBatch): Tensors {
  const shapes = textSpecs(config, batch);
  return {
    words: new Tensor("float32", batch.words, shapes.words),
    bias: new Tensor("float32", batch.bias, shapes.bias),
    about: new Tensor("float32", batch.about, shapes.about),
    repeated: new Tensor("float32", batch.repeated, shapes.repeated),
  };
}
