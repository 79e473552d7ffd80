import type { GraphBuilder } from "./graph-builder.js";
import type { Dtype, Shape } from "./shape.js";
import type { View } from "./view.js";

/** One step of a traced function, its operands already translated. */
export interface Equation<Params = unknown> {
  readonly inputs: readonly View[];
  readonly params: Params;
  readonly outputs: readonly { readonly shape: Shape; readonly dtype: Dtype }[];
}

/** Writes one primitive of jax-js into the graph and returns its results. */
export type Translator<Params = unknown> = (
  graph: GraphBuilder,
  equation: Equation<Params>,
) => readonly View[];

/** Translators by the primitive's name. What each finds under `params` is up to jax-js, hence `never`. */
export type Translators = Readonly<Record<string, Translator<never>>>;
