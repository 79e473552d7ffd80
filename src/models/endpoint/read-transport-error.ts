import { isRecord } from "../../json.js";
import { messageOf } from "../../errors.js";
import { modelError, PassingFault } from "./faults.js";

/** Codes of connections that cannot be made. */
const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "ERR_SSL_PACKET_LENGTH_TOO_LONG",
]);
const TIMEOUTS = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

/** Decides what an error of a connection means. One that cannot be made has a `lasting` error. */
export function readTransportError(error: unknown, server: string): PassingFault {
  const found = listErrors(error);
  const root = found.find(({ code }) => code !== undefined) ?? found.at(-1);
  const text = root === undefined ? messageOf(error) : describe(root);
  const isUnreachable = found.some(
    ({ code, message }) => UNREACHABLE.has(code ?? "") || message === "bad port",
  );
  if (isUnreachable) {
    const message = `${server} cannot be reached: ${text}`;
    const lasting = modelError("MODEL_UNREACHABLE", { message, fields: { server }, cause: error });
    return new PassingFault({ reason: "connection", text, lasting, cause: error });
  }
  const reason = found.some(({ code }) => TIMEOUTS.has(code ?? "")) ? "timeout" : "connection";
  return new PassingFault({ reason, text, cause: error });
}

interface Found {
  readonly code: string | undefined;
  readonly message: string;
}

const MAX_DEPTH = 6;

/** An error, its causes, and the parts of an AggregateError: one for each address of a host. */
function listErrors(error: unknown, depth = 0): Found[] {
  if (!isRecord(error) || depth > MAX_DEPTH) return [];
  const code = typeof error["code"] === "string" ? error["code"] : undefined;
  const parts: unknown[] = Array.isArray(error["errors"]) ? error["errors"] : [];
  return [
    ...parts.flatMap((part) => listErrors(part, depth + 1)),
    { code, message: messageOf(error) },
    ...listErrors(error["cause"], depth + 1),
  ];
}

function describe({ code, message }: Found): string {
  if (message === "") return code ?? "no connection";
  return code === undefined || message.includes(code) ? message : `${message} (${code})`;
}
