import { StarError } from "../../../src/errors.js";
import type { Handler } from "../../../src/worker/protocol.js";

/** Fails as its input asks. */
const job: Handler<"star" | "type" | "uncloneable" | "exit", never> = async (kind) => {
  if (kind === "exit") process.exit(3);
  if (kind === "type") throw new TypeError("x is no function");
  // oxlint-disable-next-line no-throw-literal -- what others' code throws
  if (kind === "uncloneable") throw Object.assign(new Error("outer"), { call: () => {} });
  const cause = new Error("because");
  throw new StarError("INVALID_ARGUMENT", { message: "k is 0.", remedy: "Pass another.", cause });
};

export default () => job;
