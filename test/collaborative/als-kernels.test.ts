import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileKernels } from "../../scripts/compile-kernels.js";
import { ALS_KERNELS } from "../../src/collaborative/als-kernels-binary.js";
import { createKernelWorkspace } from "../../src/collaborative/als-kernels.js";
import {
  type AlsShape,
  type AlsWorkspace,
  createScalarWorkspace,
} from "../../src/collaborative/als-workspace.js";
import { createRandom, randomNormal } from "../../src/random.js";

const USERS = 7;
const ITEMS = 90; // more rows than a tile of the kernels
const STEPS = 3;

const shapeOf = (change: Partial<AlsShape> = {}): AlsShape => ({
  users: USERS,
  items: ITEMS,
  dimensions: 8,
  longestRow: ITEMS,
  alpha: 10,
  regularization: 4,
  ...change,
});

/** Factors of all users after one pass, for observed items per user. */
function fitOnce(
  workspace: AlsWorkspace,
  { dimensions, steps }: { readonly dimensions: number; readonly steps: number | "exact" },
  observed: readonly (readonly number[])[],
): Float64Array {
  const random = createRandom("kernels", dimensions);
  const numbers = (rows: number) =>
    Float64Array.from({ length: rows * dimensions }, () => randomNormal(random));
  workspace.write("items", numbers(ITEMS));
  workspace.write("users", numbers(USERS));
  const solver = workspace.fix("items");
  for (const [user, items] of observed.entries()) {
    if (steps === "exact") solver.solve(user, Int32Array.from(items));
    else solver.improve(user, Int32Array.from(items), steps);
  }
  return workspace.read("users");
}

describe("the kernels of ALS", () => {
  it("are those of the source", async () => {
    expect(ALS_KERNELS, "run npm run kernels").toBe(await compileKernels());
  }, 60_000);

  it("give the bits of the solver in JavaScript, for any number of factors and observed items", () => {
    const rows = fc.array(fc.uniqueArray(fc.nat(ITEMS - 1), { maxLength: ITEMS }), {
      minLength: USERS,
      maxLength: USERS,
    });
    const steps = fc.constantFrom(1, STEPS, "exact" as const);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 21 }), steps, rows, (dimensions, count, observed) => {
        const shape = shapeOf({ dimensions });
        const settings = { dimensions, steps: count };
        const kernels = createKernelWorkspace(shape);
        expect(kernels && fitOnce(kernels, settings, observed)).toEqual(
          fitOnce(createScalarWorkspace(shape), settings, observed),
        );
      }),
    );
  });

  it("fix either side and leave its factors as they are", () => {
    const shape = shapeOf({ dimensions: 5 });
    const pass = (workspace: AlsWorkspace) => {
      const before = fitOnce(workspace, { dimensions: 5, steps: STEPS }, [[1, 2], [3]]);
      workspace.fix("users").improve(3, Int32Array.of(0, 1, 6), STEPS);
      expect(workspace.read("users")).toEqual(before);
      return workspace.read("items");
    };
    const kernels = createKernelWorkspace(shape);
    expect(kernels && pass(kernels)).toEqual(pass(createScalarWorkspace(shape)));
  });

  it("throw the error of the solver if the equations cannot be solved", () => {
    const shape = shapeOf({ regularization: Infinity });
    for (const workspace of [createKernelWorkspace(shape), createScalarWorkspace(shape)]) {
      const solver = workspace?.fix("items");
      expect(() => solver?.solve(0, Int32Array.of(1))).toThrow("not positive definite: pivot 0");
    }
  });

  it("are not used for factors that are larger than their memory", () => {
    expect(createKernelWorkspace(shapeOf({ users: 2 ** 27 }))).toBeUndefined();
  });
});
