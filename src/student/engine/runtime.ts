import type * as jaxPackage from "@jax-js/jax";
import type { onnx } from "onnx-proto";
import type * as ortPackage from "onnxruntime-node";
import { importOptional } from "../../optional.js";

/** jax-js: writes down a function as a program and differentiates it. */
export type Jax = typeof jaxPackage;
/** A value inside a function that jax-js traces. Every use but the last takes `.ref`. */
export type JaxArray = jaxPackage.Array;
/** onnxruntime: executes a program. */
export type Ort = typeof ortPackage;
/** A tensor outside of programs: what they take and give. */
export type Tensor = ortPackage.Tensor;
/** The message types of ONNX. */
export type Onnx = typeof onnx;

const PURPOSE = "Training a student inside Node";

let jax: Promise<Jax> | undefined;

/**
 * jax-js, ready to trace. It is what losses are written with: `jax.numpy`, `jax.lax`.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` when it is not installed.
 */
export function loadJax(): Promise<Jax> {
  jax ??= startJax();
  return jax;
}

async function startJax(): Promise<Jax> {
  const loaded = await importOptional("@jax-js/jax", PURPOSE, () => import("@jax-js/jax"));
  // Without a name it asks a browser which backends there are.
  await loaded.init("wasm");
  loaded.defaultDevice("wasm");
  return loaded;
}

/**
 * onnxruntime.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` when it is not installed.
 */
export function loadOrt(): Promise<Ort> {
  return importOptional("onnxruntime-node", PURPOSE, () => import("onnxruntime-node"));
}

/**
 * The message types of ONNX.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` when onnx-proto is not installed.
 */
export async function loadOnnx(): Promise<Onnx> {
  const { default: package_ } = await importOptional(
    "onnx-proto",
    PURPOSE,
    () => import("onnx-proto"),
  );
  return package_.onnx;
}

/**
 * All that training needs, so that what is missing is told before any work is done.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` when one of the packages is not installed.
 */
export async function loadEngine(): Promise<void> {
  await Promise.all([loadJax(), loadOnnx(), loadOrt()]);
}
