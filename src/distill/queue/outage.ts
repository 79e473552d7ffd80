import { ExponentialBackoff, handleWhen, retry, type RetryPolicy } from "cockatiel";
import { messageOf, StarError } from "../../errors.js";
import { isRecord } from "../../json.js";

/** Attempts after the first. With waits of up to 5 s, they take about ten minutes. */
const ATTEMPTS = 120;
const BACKOFF = { initialDelay: 100, maxDelay: 5000 };

/** SQLSTATE codes and classes: the connection, shutdown and start of the server, too many clients, and conflicts of transactions. */
const OUTAGE_CODES = /^(08...|57P0[1235]|53300|40001|40P01)$/;
const SYSTEM_CODES = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT)/;
/** Messages of `pg` and `pg-pool` for errors that have no code. */
const OUTAGE_MESSAGES = /connection (terminated|error)|not queryable|timeout/i;

/** True for an error after which the same statement can succeed. */
export function isOutage(error: unknown): boolean {
  const code = isRecord(error) && typeof error["code"] === "string" ? error["code"] : undefined;
  if (code === undefined) return OUTAGE_MESSAGES.test(messageOf(error));
  return OUTAGE_CODES.test(code) || SYSTEM_CODES.test(code);
}

/**
 * Creates the policy by which statements are repeated while the database does not answer.
 *
 * @param onOutage - Called once for each statement that must be repeated.
 */
export function createOutagePolicy(onOutage: (reason: string) => void): RetryPolicy {
  const policy = retry(handleWhen(isOutage), {
    maxAttempts: ATTEMPTS,
    backoff: new ExponentialBackoff(BACKOFF),
  });
  policy.onRetry(({ attempt, ...reason }) => {
    if (attempt === 2 && "error" in reason) onOutage(messageOf(reason.error));
  });
  return policy;
}

/** The error for a database that cannot be used. The reason is the database's or the system's, neither of which contains a password. */
export function unreachable(name: string, error: unknown): StarError {
  return new StarError("QUEUE_UNREACHABLE", {
    message: `The database ${name} cannot be used: ${messageOf(error) || "it does not answer"}`,
    remedy:
      "Check the address in --queue or STAR_QUEUE, the user's rights, and that Postgres runs.",
    fields: { database: name },
  });
}
