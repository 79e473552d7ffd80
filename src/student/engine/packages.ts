/**
 * The parts of jax-js and onnxruntime that the engine uses, as types of our own: declarations of this package must
 * not need packages that are optional.
 */
import type { Dtype } from "./shape.js";

/** An array inside a traced function of jax-js. Every use except the last needs `.ref`. */
export interface JaxArray {
  readonly ref: JaxArray;
  readonly shape: number[];
  readonly ndim: number;
  readonly size: number;
  readonly dtype: string;
  add(other: JaxOperand): JaxArray;
  sub(other: JaxOperand): JaxArray;
  mul(other: JaxOperand): JaxArray;
  div(other: JaxOperand): JaxArray;
  mod(other: JaxOperand): JaxArray;
  astype(dtype: Dtype): JaxArray;
  sum(axis?: number | number[] | null, options?: ReduceOptions): JaxArray;
  mean(axis?: number | number[] | null, options?: ReduceOptions): JaxArray;
  reshape(shape: number | number[]): JaxArray;
  transpose(axes?: number[]): JaxArray;
  slice(...index: unknown[]): JaxArray;
  data(): Promise<JaxData>;
  dataSync(): JaxData;
  dispose(): void;
}

/** An array, or a number that is broadcast. */
export type JaxOperand = JaxArray | number;
/** Elements of an array. */
export type JaxData =
  | Float32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>;

interface ReduceOptions {
  readonly keepdims?: boolean;
}

/** Array functions of jax-js, named as in NumPy. */
export interface JaxNumpy {
  readonly float32: "float32";
  readonly int32: "int32";
  readonly uint32: "uint32";
  readonly bool: "bool";
  zeros(shape: number[], options?: { readonly dtype?: Dtype }): JaxArray;
  matmul(one: JaxArray, other: JaxArray): JaxArray;
  exp(x: JaxArray): JaxArray;
  log(x: JaxArray): JaxArray;
  sqrt(x: JaxArray): JaxArray;
  square(x: JaxArray): JaxArray;
  reciprocal(x: JaxArray): JaxArray;
  maximum(one: JaxOperand, other: JaxOperand): JaxArray;
  minimum(one: JaxOperand, other: JaxOperand): JaxArray;
  clip(x: JaxOperand, least: JaxOperand, most: JaxOperand): JaxArray;
  mean(x: JaxArray, axis?: number | number[] | null, options?: ReduceOptions): JaxArray;
  max(x: JaxArray, axis?: number | number[] | null, options?: ReduceOptions): JaxArray;
  transpose(x: JaxArray, axes?: number[]): JaxArray;
  split(x: JaxArray, sections: number | number[], axis?: number): JaxArray[];
  concatenate(arrays: JaxArray[], axis?: number): JaxArray;
  take(x: JaxArray, indices: JaxArray, axis?: number | null): JaxArray;
}

/** jax-js: traces and differentiates functions. */
export interface Jax {
  readonly numpy: JaxNumpy;
  readonly lax: { stopGradient(x: JaxArray): JaxArray };
  readonly nn: {
    logSoftmax(x: JaxArray, axis?: number): JaxArray;
    logsumexp(x: JaxArray, axis?: number): JaxArray;
  };
  init(backend: "wasm"): Promise<unknown>;
  defaultDevice(backend: "wasm"): unknown;
  makeJaxpr(
    fn: (...arrays: JaxArray[]) => JaxArray | JaxArray[],
  ): (...examples: JaxArray[]) => { readonly jaxpr: TracedProgram };
  /** Differentiates the first argument of a function that returns its value and further results. */
  valueAndGrad<Aux>(
    fn: (list: JaxArray[], inputs: Record<string, JaxArray>) => [JaxArray, Aux],
    options: { readonly hasAux: true },
  ): (list: JaxArray[], inputs: Record<string, JaxArray>) => [[JaxArray, Aux], JaxArray[]];
}

/** A function traced by jax-js. */
export interface TracedProgram {
  readonly jaxpr: TracedFunction;
  readonly consts: readonly unknown[];
  dispose(): void;
}

/** Equations of a traced function. */
export interface TracedFunction {
  readonly inBinders: readonly TracedAtom[];
  readonly eqns: readonly TracedEquation[];
  readonly outs: readonly TracedAtom[];
  flatten(): TracedFunction;
  simplify(): TracedFunction;
}

/** A primitive applied to atoms. */
export interface TracedEquation {
  readonly primitive: string;
  readonly inputs: readonly TracedAtom[];
  readonly params: unknown;
  readonly outBinders: readonly TracedAtom[];
}

/** A variable of a traced function, or a literal, which has a `value`. */
export interface TracedAtom {
  readonly aval: { readonly shape: number[]; readonly dtype: string; readonly weakType: boolean };
  readonly value?: unknown;
  toString(): string;
}

/** An input or output of a program. */
export interface Tensor {
  readonly data: TensorData;
  readonly dims: readonly number[];
  readonly type: string;
  readonly size: number;
  dispose(): void;
}

/** Elements of a tensor. */
export type TensorData = Float32Array | Int32Array | Uint32Array | Uint8Array | BigInt64Array;

/** onnxruntime: executes ONNX programs. */
export interface Ort {
  readonly Tensor: new (
    type: Dtype | "int64",
    data: TensorData | readonly number[] | readonly boolean[],
    dims: readonly number[],
  ) => Tensor;
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: object): Promise<OrtSession>;
  };
}

/** An ONNX program that is loaded. */
export interface OrtSession {
  /** @param outputs - Preallocated memory of the results. */
  run(
    inputs: Readonly<Record<string, Tensor>>,
    outputs?: Readonly<Record<string, Tensor>>,
  ): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}
