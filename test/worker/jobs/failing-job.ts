import { StarError } from "../../../src/errors.js";
import type { Job } from "../../../src/worker/run-in-worker.js";

/** Fails in the way its input names. */
const job: Job<"star" | "type" | "uncloneable" | "exit", never, never> = async (way) => {
  if (way === "exit") process.exit(3);
  if (way === "type") throw new TypeError("x is no function");
  // oxlint-disable-next-line no-throw-literal -- what others' code throws
  if (way === "uncloneable") throw Object.assign(new Error("outer"), { call: () => {} });
  const cause = new Error("because");
  throw new StarError("INVALID_ARGUMENT", { message: "k is 0.", remedy: "Pass another.", cause });
};

export default job;
