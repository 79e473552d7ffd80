import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random.js";
import { compile, type InputSpec } from "../../../src/student/engine/compile.js";
import { type JaxArray, loadOrt, type Tensor } from "../../../src/student/engine/runtime.js";
import { loadFullJax } from "./jax.js";
import { sizeOf } from "../../../src/student/engine/shape.js";
import { PRIMITIVES } from "../../../src/student/engine/translate.js";
import { runOnJax, type Values } from "./run-on-jax.js";
import { type Case, CASES } from "./translate-cases.js";

const jax = await loadFullJax();
const ort = await loadOrt();
const { numpy: np } = jax;

const toList = (result: JaxArray | JaxArray[]) => (Array.isArray(result) ? result : [result]);
const record = <T>(name: string, values: readonly T[]) =>
  Object.fromEntries(values.map((value, index) => [`${name}${index}`, value]));

function example(input: InputSpec, random = createRandom("example")): Tensor {
  const { shape, dtype } = "dtype" in input ? input : { shape: input, dtype: "float32" };
  const draw = Array.from({ length: sizeOf(shape) }, random);
  if (dtype === "float32") return new ort.Tensor("float32", Float32Array.from(draw), shape);
  if (dtype === "bool")
    return new ort.Tensor(
      "bool",
      draw.map((x) => x < 0.5),
      shape,
    );
  // Valid indices: smaller than every indexed axis.
  return new ort.Tensor(
    "int32",
    draw.map((x) => Math.floor(x * 4)),
    shape,
  );
}

const toValues = ({ dims, data }: Tensor): Values => ({
  shape: dims,
  data: Array.from(data as Iterable<number>, Number),
});

describe("translate", () => {
  it.each(CASES)(
    "$primitive of $inputs matches jax-js",
    async ({ primitive, inputs, fn, digits = 5 }) => {
      const wrapped = (arrays: object) => record("out", toList(fn(...Object.values(arrays))));
      const random = createRandom(primitive);
      const tensors = record(
        "in",
        inputs.map((input) => example(input, random)),
      );
      const program = await compile({ inputs: record("in", inputs), fn: wrapped });
      const results = await program.run(tensors);
      const expected = await runOnJax(wrapped, tensors);
      for (const [name, { shape, data }] of Object.entries(expected)) {
        const actual = toValues(results[name]!);
        expect(actual.shape).toEqual(shape);
        actual.data.forEach((value, index) =>
          expect(value).toBeCloseTo(Number(data[index]), digits),
        );
      }
      await program.dispose();
    },
  );

  it("is tested for every primitive with a translation", () => {
    const tested = new Set(CASES.filter(usesItsPrimitive).map(({ primitive }) => primitive));
    expect([...tested].sort()).toEqual(PRIMITIVES.toSorted());
  });

  it("reports an unsupported primitive by name", async () => {
    const sorting = compile({ inputs: { x: [3] }, fn: ({ x }) => ({ y: np.sort(x!) }) });
    await expect(sorting).rejects.toMatchObject({
      code: "ENGINE_UNSUPPORTED",
      message: expect.stringContaining('the primitive "sort"'),
    });
  });

  it("reports an unsupported element type by name", async () => {
    const fn = ({ x }: Readonly<Record<string, JaxArray>>) => ({ y: x!.astype(np.float16) });
    await expect(compile({ inputs: { x: [3] }, fn })).rejects.toMatchObject({
      code: "ENGINE_UNSUPPORTED",
      message: expect.stringContaining('the element type "float16"'),
    });
  });
});

function usesItsPrimitive({ primitive, inputs, fn }: Case): boolean {
  const examples = inputs.map((input) => {
    const { shape, dtype } = "dtype" in input ? input : { shape: input, dtype: "float32" as const };
    return np.zeros([...shape], { dtype: np[dtype] });
  });
  const { jaxpr } = jax.makeJaxpr(fn)(...examples).jaxpr;
  return jaxpr.flatten().eqns.some((equation) => String(equation.primitive) === primitive);
}
