import type * as jaxPackage from "@jax-js/jax";
import type { onnx } from "onnx-proto";
import type * as ortPackage from "onnxruntime-node";
import { importOptional } from "../../optional.js";

/** jax-js: traces and differentiates functions. */
export type Jax = typeof jaxPackage;
/** An array inside a traced function. Every use except the last needs `.ref`. */
export type JaxArray = jaxPackage.Array;
/** onnxruntime: executes ONNX programs. */
export type Ort = typeof ortPackage;
/** An input or output of a program. */
export type Tensor = ortPackage.Tensor;
/** The protobuf message types of ONNX. */
export type Onnx = typeof onnx;

const PURPOSE = "Training a student inside Node";

let jax: Promise<Jax> | undefined;

/**
 * Loads and initializes jax-js, which loss functions are written with.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` when `@jax-js/jax` is not installed.
 */
export function loadJax(): Promise<Jax> {
  jax ??= startJax();
  return jax;
}

async function startJax(): Promise<Jax> {
  const loaded = await importOptional("@jax-js/jax", PURPOSE, () => import("@jax-js/jax"));
  // Without a name, `init` looks for the backends of a browser.
  await loaded.init("wasm");
  loaded.defaultDevice("wasm");
  return loaded;
}

/**
 * Loads onnxruntime.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` when `onnxruntime-node` is not installed.
 */
export function loadOrt(): Promise<Ort> {
  return importOptional("onnxruntime-node", PURPOSE, () => import("onnxruntime-node"));
}

/**
 * Loads the message types of ONNX.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` when `onnx-proto` is not installed.
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
 * Loads all packages that training needs, so that a missing one is reported before any work is done.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` when one of the packages is not installed.
 */
export async function loadEngine(): Promise<void> {
  await Promise.all([loadJax(), loadOnnx(), loadOrt()]);
}
