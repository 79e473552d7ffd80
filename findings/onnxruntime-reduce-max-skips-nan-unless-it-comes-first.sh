#!/usr/bin/env bash
# Library: onnxruntime-node 1.30.0 (CPU, x64), with @jax-js/jax 0.1.25 (WebAssembly) for comparison; models written with
#   onnx-proto 8.0.1.
# Expected: the maximum of values with a NaN is NaN (NumPy, JAX) or ignores it, wherever the NaN is.
# Happens: ReduceMax returns NaN when the NaN is the first value and the maximum of the rest when it comes later. ArgMax
#   points to the NaN in both cases, so the value at ArgMax is not ReduceMax. Max of two tensors gives NaN always.
# Seen: 2026-11.
# Why it matters here: a check such as "the largest gradient is finite" passes a tensor with a NaN in it. Such a check
#   has to count values that differ from themselves.
# Documentation: the ONNX specification does not say what ReduceMax does with NaN.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
ONNXRUNTIME_NODE_INSTALL=skip npm i --no-audit --no-fund --silent \
  onnxruntime-node@1.30.0 onnx-proto@8.0.1 @jax-js/jax@0.1.25 >>npm.log

cat >see.mjs <<'JS'
import { defaultDevice, init, numpy as np } from "@jax-js/jax";
import onnxProto from "onnx-proto";
import ort from "onnxruntime-node";

const { ModelProto } = onnxProto.onnx;
const value = (name, elemType, shape) => ({
  name, type: { tensorType: { elemType, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } },
});
async function reduce(opType, data) {
  const keepdims = { name: "keepdims", i: 0, type: 2 };
  const graph = {
    name: "reduce",
    node: [{ opType, input: ["x"], output: ["y"], attribute: [keepdims] }],
    input: [value("x", 1, [data.length])],
    output: [value("y", opType === "ArgMax" ? 7 : 1, [])],
  };
  const model = ModelProto.create({ irVersion: 8, opsetImport: [{ domain: "", version: 18 }], graph });
  const session = await ort.InferenceSession.create(ModelProto.encode(model).finish());
  const { y } = await session.run({ x: new ort.Tensor("float32", Float32Array.from(data), [data.length]) });
  return Number(y.data[0]);
}
await init("wasm");
defaultDevice("wasm");

const seen = [];
for (const data of [[NaN, 1, 3, 2], [1, NaN, 3, 2], [1, 3, 2, NaN]]) {
  const jax = (await np.max(np.array(data)).reshape([1]).data())[0];
  const row = { ReduceMax: await reduce("ReduceMax", data), ArgMax: await reduce("ArgMax", data), "jax-js max": jax };
  console.log(data, row);
  seen.push(row.ReduceMax, row.ArgMax, jax);
}
if (String(seen) !== String([NaN, 0, NaN, 3, 1, NaN, 3, 3, NaN])) {
  console.error("changed: the place of the NaN no longer decides, or jax-js has another answer");
  process.exit(1);
}
JS
node see.mjs
echo "as described: NaN counts only in the first place"
