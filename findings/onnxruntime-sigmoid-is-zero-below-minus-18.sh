#!/usr/bin/env bash
# Library: onnxruntime-node 1.30.0 (CPU, x64), with @jax-js/jax 0.1.25 (WebAssembly) for comparison; model written with
#   onnx-proto 8.0.1.
# Expected: Sigmoid in 32-bit floats is accurate to the last bits: 2.06e-9 at -20 and above zero down to about -100.
# Happens: the CPU kernel returns a multiple of 2^-25: at -16 it is off by half, at -17 by a factor of two, and from -18
#   on it is exactly 0. Its logarithm, the loss of DPO, BPR and binary cross entropy, is -Infinity there. jax-js is exact.
# Seen: 2026-11.
# Why it matters here: a graph that is traced in one library and run in the other gets an infinite loss from an ordinary
#   score. Losses have to be written with softplus(-x) instead of log(sigmoid(x)).
# Documentation: none found; the ONNX specification gives the plain formula.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
ONNXRUNTIME_NODE_INSTALL=skip npm i --no-audit --no-fund --silent \
  onnxruntime-node@1.30.0 onnx-proto@8.0.1 @jax-js/jax@0.1.25 >>npm.log

cat >see.mjs <<'JS'
import { defaultDevice, init, nn, numpy as np } from "@jax-js/jax";
import onnxProto from "onnx-proto";
import ort from "onnxruntime-node";

const inputs = [-10, -16, -17, -18, -20, -50];
const value = (name) => ({
  name, type: { tensorType: { elemType: 1, shape: { dim: [{ dimValue: inputs.length }] } } },
});
const { ModelProto } = onnxProto.onnx;
const model = ModelProto.encode(ModelProto.create({
  irVersion: 8,
  opsetImport: [{ domain: "", version: 18 }],
  graph: { name: "sigmoid", node: [{ opType: "Sigmoid", input: ["x"], output: ["y"] }], input: [value("x")], output: [value("y")] },
})).finish();
const session = await ort.InferenceSession.create(model);
const { y } = await session.run({ x: new ort.Tensor("float32", Float32Array.from(inputs), [inputs.length]) });

await init("wasm");
defaultDevice("wasm");
const jax = await nn.sigmoid(np.array(inputs)).data();
inputs.forEach((x, i) => {
  const exact = 1 / (1 + Math.exp(-x));
  console.log(`${x}: exact ${exact.toExponential(3)}, jax-js ${jax[i].toExponential(3)}, onnxruntime ${y.data[i].toExponential(3)}`);
});
const off = (values, i) => Math.abs(values[i] * (1 + Math.exp(-inputs[i])) - 1);
if (!(y.data[3] === 0 && y.data[4] === 0 && off(y.data, 2) > 0.3 && inputs.every((_, i) => off(jax, i) < 1e-5))) {
  console.error("changed: the kernel is accurate, or jax-js is not");
  process.exit(1);
}
JS
node see.mjs
echo "as described: onnxruntime's sigmoid is exactly 0 from -18 on"
