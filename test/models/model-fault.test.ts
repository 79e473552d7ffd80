import { describe, expect, it } from "vitest";
import { StarError } from "../../src/errors.js";
import { findStarError, modelFaultOf } from "../../src/models/model-fault.js";

const refused = new StarError("MODEL_UNREACHABLE", { message: "No.", remedy: "Start it." });

describe("modelFaultOf", () => {
  it("finds the model's error among the causes", () => {
    const wrapped = new Error("Connection error.", {
      cause: new Error("inner", { cause: refused }),
    });
    expect(modelFaultOf(wrapped)).toBe("fatal");
    expect(findStarError(wrapped)).toBe(refused);
  });

  it.each([
    { code: "MODEL_UNAVAILABLE", fault: "retryable" },
    { code: "MODEL_CONTEXT_EXCEEDED", fault: "request" },
    { code: "DATASET_EMPTY", fault: undefined },
  ] as const)("is $fault for $code", ({ code, fault }) => {
    expect(modelFaultOf(new StarError(code, { message: "No.", remedy: "Do." }))).toBe(fault);
  });

  it("is undefined for other errors", () => {
    expect(modelFaultOf(new Error("x", { cause: "y" }))).toBeUndefined();
    expect(modelFaultOf(undefined)).toBeUndefined();
  });
});
