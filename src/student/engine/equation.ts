import type { GraphBuilder } from "./graph-builder.js";
import type { Dtype, Shape } from "./shape.js";
import type { View } from "./view.js";

/** One equation of a traced function, with translated operands. */
export interface Equation<Params = unknown> {
  readonly inputs: readonly View[];
  readonly params: Params;
  readonly outputs: readonly { readonly shape: Shape; readonly dtype: Dtype }[];
}

/** Adds the operations of one jax-js primitive to the graph and returns its results. */
export type Translator<Params = unknown> = (
  graph: GraphBuilder,
  equation: Equation<Params>,
) => readonly View[];

/** Translators by primitive name. The type of `params` differs per primitive, hence `never`. */
export type Translators = Readonly<Record<string, Translator<never>>>;
