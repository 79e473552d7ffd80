import { StarError } from "../../errors.js";

/** The address of a database, and what of it may be shown. */
export interface QueueAddress {
  /** With the password, if it has one. Never shown. */
  readonly url: string;
  /** Host, port and database, for messages. */
  readonly name: string;
}

/**
 * Checks the address of a database. Errors do not contain it, because it can contain a password.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when it is not an address of Postgres.
 */
export function parseQueueAddress(url: string): QueueAddress {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new StarError("INVALID_ARGUMENT", {
      message: "The address of the queue is not an address of Postgres.",
      remedy: "Pass --queue, or set STAR_QUEUE to, an address such as postgres://host:5432/star.",
      fields: { option: "queue" },
    });
  }
  const host = parsed.host === "" ? (parsed.searchParams.get("host") ?? "localhost") : parsed.host;
  return { url, name: `${host}${parsed.pathname}` };
}
