import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  copyParameters,
  createParameters,
  createParameterSet,
  nest,
  toEntries,
  toTree,
  type Tree,
  type Weights,
} from "../../../src/student/engine/parameters.js";

const one = (value: number): Weights => ({ shape: [1], data: Float32Array.of(value) });

const leaf = fc
  .tuple(fc.nat(3), fc.nat(3), fc.float({ noNaN: true }))
  .map(([rows, columns, value]): Weights => ({
    shape: [rows + 1, columns + 1],
    data: new Float32Array((rows + 1) * (columns + 1)).fill(value),
  }));
const name = fc.stringMatching(/^[a-z][a-zA-Z_]*$/);
const { tree } = fc.letrec<{ tree: Tree<Weights> }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie("tree"), { minLength: 1, maxLength: 12 }),
    fc.dictionary(name, tie("tree"), { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
  ),
}));

describe("createParameters", () => {
  it("preserves any nesting of weights", async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (weights) => {
        expect(toTree(await createParameters(weights))).toEqual(weights);
      }),
    );
  });

  it("names weights by their path", async () => {
    const { names, shapes, count } = await createParameters({
      embedding: { shape: [2, 3], data: new Float32Array(6) },
      layers: [{ query: one(1), key: one(2) }, { query: one(3) }],
    });
    expect(names).toEqual(["embedding", "layers.0.query", "layers.0.key", "layers.1.query"]);
    expect(shapes).toEqual([[2, 3], [1], [1], [1]]);
    expect(count).toBe(9);
  });

  it.each([{ "a.b": one(1) }, { "": one(1) }])("rejects the names of %o", async (weights) => {
    await expect(createParameters(weights)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  it("rejects data that does not fit its shape", async () => {
    const short = createParameters({ a: { shape: [3], data: new Float32Array(2) } });
    await expect(short).rejects.toThrow('The parameter "a" has the shape [2]; expected [3].');
  });
});

describe("replace", () => {
  it("changes the set but not its copy", async () => {
    const parameters = await createParameters({ a: one(1) });
    const copy = await copyParameters(parameters);
    parameters.replace((await createParameters({ a: one(2) })).tensors);
    expect(toEntries(parameters)[0]?.data).toEqual(Float32Array.of(2));
    expect(toEntries(copy)[0]?.data).toEqual(Float32Array.of(1));
  });

  it("rejects tensors of another shape", async () => {
    const parameters = await createParameters({ a: one(1) });
    const other = await createParameterSet([{ name: "a", shape: [2], data: new Float32Array(2) }]);
    expect(() => parameters.replace(other.tensors)).toThrow('The parameter "a"');
  });
});

describe("nest", () => {
  it("makes lists from names that count from 0 and objects from others", () => {
    expect(nest(["0", "1.a", "1.1"], [1, 2, 3])).toEqual([1, { a: 2, 1: 3 }]);
    expect(nest(["1", "0"], [1, 2])).toEqual({ 1: 1, 0: 2 });
  });
});
