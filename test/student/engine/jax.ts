import type { Jax, JaxArray, JaxNumpy } from "../../../src/student/engine/packages.js";
import { loadJax } from "../../../src/student/engine/runtime.js";
import type { Dtype } from "../../../src/student/engine/shape.js";

type Operation = (...operands: unknown[]) => JaxArray;

/** Functions of jax-js that only tests use. */
type OtherOperation =
  | ("any" | "arcsin" | "arctan" | "array" | "broadcastTo" | "ceil" | "cos" | "dot" | "equal")
  | ("flip" | "floor" | "floorDivide" | "fmod" | "greater" | "less" | "lessEqual" | "min")
  | ("negative" | "notEqual" | "pad" | "prod" | "sin" | "sort" | "sum" | "swapaxes")
  | ("takeAlongAxis" | "tanh" | "trunc" | "where");

/** jax-js with more of its functions than the engine uses. */
export interface FullJax extends Omit<Jax, "numpy" | "valueAndGrad"> {
  readonly numpy: JaxNumpy &
    Readonly<Record<OtherOperation, Operation>> & { readonly float16: Dtype };
  readonly scipySpecial: Readonly<Record<"erf" | "erfc", Operation>>;
  grad(fn: (...arrays: JaxArray[]) => JaxArray): Operation;
  valueAndGrad(
    fn: (list: JaxArray[], inputs: Record<string, JaxArray>) => JaxArray,
  ): (list: JaxArray[], inputs: Record<string, JaxArray>) => [JaxArray, JaxArray[]];
}

export const loadFullJax = loadJax as unknown as () => Promise<FullJax>;
