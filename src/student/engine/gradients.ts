import { StarError } from "../../errors.js";
import { type Arrays, compile, type InputSpec, type Tensors } from "./compile.js";
import { nest, type ParameterSet } from "./parameters.js";
import { type Jax, type JaxArray, loadJax, type Tensor } from "./runtime.js";

/**
 * A loss function, written with jax-js.
 *
 * @param parameters - The weights, nested as they were passed to `createParameters`.
 * @param batch - The inputs by name.
 * @returns The scalar `loss`, and further values to report, such as `entropy`. Only `loss` is differentiated.
 */
export type Loss<Parameters> = (
  parameters: Parameters,
  batch: Arrays,
) => { readonly loss: JaxArray } & Arrays;

/** A loss and its gradients, compiled for fixed shapes. */
export interface GradientProgram {
  run(parameters: ParameterSet, batch: Tensors): Promise<LossAndGradients>;
  /** The ONNX model. */
  readonly bytes: Uint8Array;
  /** Releases the session. */
  dispose(): Promise<void>;
}

/** Results of one run of a gradient program. */
export interface LossAndGradients {
  readonly loss: number;
  /** The gradient of each parameter, in the order of the set. */
  readonly gradients: readonly Tensor[];
  /** The other values that the loss function returned. */
  readonly report: Tensors;
}

/** A loss function and the shapes that it is compiled for. */
export interface GradientOptions<Parameters> {
  readonly loss: Loss<Parameters>;
  /** Only names and shapes are used. */
  readonly parameters: ParameterSet;
  readonly batch: Readonly<Record<string, InputSpec>>;
  readonly threads?: number | undefined;
}

/**
 * Compiles a loss together with its gradients.
 *
 * @throws {StarError} `ENGINE_UNSUPPORTED` when the loss or its gradient uses an operation without a translation.
 * @throws {StarError} `INVALID_ARGUMENT` when the loss is not a scalar.
 */
export async function createGradientProgram<Parameters>(
  options: GradientOptions<Parameters>,
): Promise<GradientProgram> {
  const { parameters, batch, threads } = options;
  const jax = await loadJax();
  const shapes = named("parameter", parameters.names, parameters.shapes);
  const inputs = { ...shapes, ...prefixed("batch", batch) };
  const fn = (arrays: Arrays) => lossAndGradients(jax, options, arrays);
  const program = await compile({ inputs, fn, threads });
  return {
    bytes: program.bytes,
    dispose: () => program.dispose(),
    run: async (current, tensors) => {
      const weights = named("parameter", current.names, current.tensors);
      return collect(await program.run({ ...weights, ...prefixed("batch", tensors) }), parameters);
    },
  };
}

function lossAndGradients<Parameters>(
  jax: Jax,
  { loss, parameters }: GradientOptions<Parameters>,
  arrays: Arrays,
): Arrays {
  const weights = parameters.names.map((name) => arrays[`parameter/${name}`] as JaxArray);
  const differentiate = jax.valueAndGrad(
    (list: JaxArray[], inputs: Record<string, JaxArray>): [JaxArray, Record<string, JaxArray>] => {
      const { loss: value, ...report } = loss(nest(parameters.names, list) as Parameters, inputs);
      assertScalar(value);
      return [value, report];
    },
    { hasAux: true },
  );
  const [[value, report], gradients] = differentiate(weights, withPrefix("batch", arrays));
  return {
    loss: value,
    ...named("gradient", parameters.names, gradients),
    ...prefixed("report", report),
  };
}

function collect(results: Tensors, { names }: ParameterSet): LossAndGradients {
  const { loss, ...others } = results;
  return {
    loss: Number(loss?.data[0]),
    gradients: names.map((name) => others[`gradient/${name}`] as Tensor),
    report: withPrefix("report", others),
  };
}

function named<T>(kind: string, names: readonly string[], values: readonly T[]): Record<string, T> {
  return Object.fromEntries(names.map((name, index) => [`${kind}/${name}`, values[index] as T]));
}

function prefixed<T>(kind: string, record: Readonly<Record<string, T>>): Record<string, T> {
  return named(kind, Object.keys(record), Object.values(record));
}

function withPrefix<T>(kind: string, record: Readonly<Record<string, T>>): Record<string, T> {
  const own = Object.entries(record).filter(([name]) => name.startsWith(`${kind}/`));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(kind.length + 1), value]));
}

function assertScalar(loss: JaxArray): void {
  if (loss.ndim === 0) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `The loss has the shape [${loss.shape.join()}]; expected a scalar.`,
    remedy: "Return its sum or mean.",
  });
}
