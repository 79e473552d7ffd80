import { importOptional, importOptionals } from "../../optional.js";
import type { Jax, Ort } from "./packages.js";

export type { Jax, JaxArray, Ort, Tensor } from "./packages.js";

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
  const package_ = await importOptional("@jax-js/jax", PURPOSE, () => import("@jax-js/jax"));
  const loaded = package_ as unknown as Jax;
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
export async function loadOrt(): Promise<Ort> {
  const package_ = await importOptional(
    "onnxruntime-node",
    PURPOSE,
    () => import("onnxruntime-node"),
  );
  return package_ as unknown as Ort;
}

/**
 * Loads all packages that training needs, so that a missing one is reported before any work is done.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` when one of the packages is not installed.
 */
export async function loadEngine(): Promise<void> {
  await importOptionals(PURPOSE, {
    "@jax-js/jax": () => import("@jax-js/jax"),
    "onnxruntime-node": () => import("onnxruntime-node"),
  });
  await loadJax();
}
