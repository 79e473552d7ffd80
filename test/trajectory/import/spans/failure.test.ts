import { describe, expect, it } from "vitest";
import { readableAttributes } from "../../../../src/trajectory/import/spans/attributes.js";
import { readStatus } from "../../../../src/trajectory/import/spans/failure.js";

const read = (statuses: readonly unknown[], more: { flat?: object; event?: object } = {}) =>
  readStatus({
    name: "chat",
    statuses,
    attributes: readableAttributes({ ...more.flat }),
    events:
      more.event === undefined
        ? []
        : [{ name: "exception", attributes: { ...more.event }, body: undefined }],
  });

describe("readStatus", () => {
  it.each([
    ["ERROR"],
    ["StatusCode.ERROR"],
    ["STATUS_CODE_ERROR"],
    ["Error"],
    [2],
    [{ code: 2 }],
    [{ code: "STATUS_CODE_ERROR" }],
    [{ status_code: "ERROR" }],
    [{ statusCode: "StatusCode.ERROR" }],
    [{ status_code: { name: "ERROR", value: 2 } }],
  ])("knows a failure by %j", (status) => {
    expect(read([status])).toEqual({
      hasStatus: true,
      error: 'Error: The span "chat" failed and does not say why.',
    });
  });

  it.each([
    ["OK", true],
    ["StatusCode.UNSET", false],
    [1, true],
    [0, false],
    [{ status_code: "UNSET" }, false],
    [{ code: 1 }, true],
    [undefined, false],
    [{}, false],
  ])("knows no failure by %j", (status, hasStatus) =>
    expect(read([status])).toEqual({ hasStatus, error: undefined }),
  );

  it("takes the reason from the status, the exception, or the type of the error", () => {
    const event = { "exception.type": "ValueError", "exception.message": "no id" };
    expect(read([{ code: 2, message: "ValueError: no id" }]).error).toBe("ValueError: no id");
    expect(read([{ status_code: "ERROR", description: "no id" }], { event }).error).toBe(
      "ValueError: no id",
    );
    expect(read(["ERROR"], { event }).error).toBe("ValueError: no id");
    expect(read([{ code: 0 }], { flat: { "error.type": "timeout" } }).error).toBe("Error: timeout");
    const stack = "no id\n\nTypeError: no id\n    at app.js:1:2";
    expect(
      read([{ code: 2, message: stack }], { event: { "exception.message": stack } }).error,
    ).toBe(stack);
    expect(read([2], { event: { "exception.message": stack } }).error).toBe(stack);
  });

  it("knows Langfuse's level", () => {
    const flat = {
      "langfuse.observation.level": "ERROR",
      "langfuse.observation.status_message": "no id",
    };
    expect(read([{ code: 0 }], { flat }).error).toBe("no id");
    expect(
      read([{ code: 0 }], { flat: { "langfuse.observation.level": "WARNING" } }).error,
    ).toBeUndefined();
  });
});
