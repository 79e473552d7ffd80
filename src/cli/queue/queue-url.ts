import { StarError } from "../../errors.js";
import { assertInstalled } from "../packages/assert-installed.js";
import type { Io } from "../io.js";

/** The variable with the address of the queue. */
const QUEUE_VARIABLE = "STAR_QUEUE";

/**
 * The address of the queue that a command uses, after a check that its packages are installed.
 *
 * @param flag - Value of `--queue`; true or undefined without one.
 */
export function queueUrl(what: string, flag: string | true | undefined, io: Io): string {
  assertInstalled({ what, features: ["queue"] });
  const url = typeof flag === "string" ? flag : io.environment[QUEUE_VARIABLE];
  if (url !== undefined && url !== "") return url;
  throw new StarError("INVALID_ARGUMENT", {
    message: "There is no address of the queue.",
    remedy: `Pass --queue postgres://host/database, or set ${QUEUE_VARIABLE}.`,
    fields: { option: "queue" },
  });
}
