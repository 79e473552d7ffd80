import { endSentence, messageOf } from "../../errors.js";
import { CLIENT_GONE } from "./abort.js";
import { type HttpError, isHttpError } from "./http-error.js";

/** The parsed JSON body, or the reason why there is none. */
type ReadBody = { readonly json: unknown } | HttpError;

/**
 * Reads the JSON body of a request. The content type must be JSON: a browser sends such a cross-origin request only after a
 * CORS preflight, which this server never approves.
 *
 * @param maxBytes - Reading stops when the body exceeds this size.
 */
export async function readBody(request: Request, maxBytes: number): Promise<ReadBody> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(?:;|$)/i.test(type)) return unsupportedContentType(type);
  const bytes = await readBytes(request, maxBytes);
  if (isHttpError(bytes)) return bytes;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const json: unknown = JSON.parse(text);
    return { json };
  } catch (error) {
    return {
      errorCode: "BODY_NOT_JSON",
      message: endSentence(`The body is not valid JSON: ${messageOf(error)}`),
      remedy: "Send one JSON object in UTF-8.",
    };
  }
}

/** Counts the bytes that arrive; the Content-Length header can be wrong. */
async function readBytes(
  { body, signal }: Request,
  maxBytes: number,
): Promise<Uint8Array | HttpError> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body ?? []) {
      length += chunk.length;
      if (length > maxBytes) return bodyTooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (signal.aborted || isDisconnect(error)) return CLIENT_GONE;
    throw error;
  }
  return Buffer.concat(chunks);
}

/** Codes of Node's errors for a connection that ended in the middle of a body. */
const DISCONNECT_CODES = ["ECONNRESET", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE"];

/** The signal can be aborted only after the body's error, so the error decides, too. */
function isDisconnect(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return DISCONNECT_CODES.some((known) => known === code);
}

function unsupportedContentType(type: string): HttpError {
  return {
    errorCode: "CONTENT_TYPE_UNSUPPORTED",
    message: type === "" ? "The request has no content type." : `The content type is "${type}".`,
    remedy: "Send JSON with the header: Content-Type: application/json",
  };
}

function bodyTooLarge(maxBytes: number): HttpError {
  return {
    errorCode: "BODY_TOO_LARGE",
    message: `The body is larger than ${maxBytes} bytes.`,
    remedy: "Send a smaller body, or start the server with a higher limit.",
  };
}
