import { availableParallelism } from "node:os";
import { type Jax, type JaxArray, loadJax, loadOrt, type Ort, type Tensor } from "./runtime.js";
import type { Dtype, Shape } from "./shape.js";
import { translate } from "./translate.js";

/** Shape and element type of an input; a shape alone means float32. */
export type InputSpec = Shape | { readonly shape: Shape; readonly dtype: Dtype };

/** Arrays by name. */
export type Arrays = Readonly<Record<string, JaxArray>>;
/** Tensors by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** A function to compile. */
export interface ProgramSpec {
  readonly inputs: Readonly<Record<string, InputSpec>>;
  /** Written with jax-js (see `loadJax`). Every use of an array except the last needs `.ref`. */
  readonly fn: (inputs: Arrays) => Arrays;
  /** Threads per operation; default {@link DEFAULT_THREADS}. */
  readonly threads?: number | undefined;
}

/** A compiled function with fixed shapes. */
export interface Program {
  run(inputs: Tensors): Promise<Tensors>;
  /** The ONNX model. It needs a runtime with the operators of `com.microsoft`. */
  readonly bytes: Uint8Array;
  /** Releases the session. */
  dispose(): Promise<void>;
}

/** Default number of threads per operation: 2, or 1 on a single core. */
export const DEFAULT_THREADS = Math.min(2, availableParallelism());

/**
 * How long an idle thread spins before it sleeps. Sleeping at once costs 6% on an idle machine; spinning without limit,
 * onnxruntime's default, makes a step five times as long on a busy one.
 */
const SPIN_MICROSECONDS = "50";

/**
 * Traces a function, translates it to ONNX and opens a session for it.
 *
 * @throws {StarError} `ENGINE_UNSUPPORTED` when the function uses an operation without a translation.
 * @throws {StarError} `DEPENDENCY_MISSING` when jax-js or onnxruntime is not installed.
 */
export async function compile({ inputs, fn, threads }: ProgramSpec): Promise<Program> {
  const [jax, ort] = await Promise.all([loadJax(), loadOrt()]);
  const { program, outputs } = trace(jax, inputs, fn);
  const bytes = translate(program, { inputs: Object.keys(inputs), outputs });
  program.dispose();
  return openProgram(ort, bytes, threads);
}

/** Session options of onnxruntime. */
export function sessionOptions(threads: number) {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    extra: { session: { intra_op: { spin_duration_us: SPIN_MICROSECONDS } } },
    logSeverityLevel: 3,
  } as const;
}

/** Opens a session for an ONNX model, such as one compiled earlier and read from a file. */
export async function openProgram(
  ort: Ort,
  bytes: Uint8Array,
  threads = DEFAULT_THREADS,
): Promise<Program> {
  const session = await ort.InferenceSession.create(bytes, sessionOptions(threads));
  return {
    bytes,
    run: async (inputs) => (await session.run(inputs)) as Tensors,
    dispose: () => session.release(),
  };
}

function trace(jax: Jax, inputs: ProgramSpec["inputs"], fn: ProgramSpec["fn"]) {
  const names = Object.keys(inputs);
  const examples = Object.values(inputs).map((input) => example(jax, input));
  let outputs: string[] = [];
  const { jaxpr } = jax.makeJaxpr((...arrays: JaxArray[]) => {
    const named = names.map((name, index) => [name, arrays[index] as JaxArray] as const);
    const results = fn(Object.fromEntries(named));
    outputs = Object.keys(results);
    return Object.values(results);
  })(...examples);
  for (const array of examples) array.dispose();
  return { program: jaxpr, outputs };
}

function example(jax: Jax, input: InputSpec): JaxArray {
  const { shape, dtype } = "dtype" in input ? input : { shape: input, dtype: "float32" as const };
  return jax.numpy.zeros([...shape], { dtype: jax.numpy[dtype] });
}
