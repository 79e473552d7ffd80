import { isRefusal, type Refusal } from "./refusal.js";

/** A JSON value, or why there is none. */
export type ReadBody = { readonly json: unknown } | Refusal;

/**
 * The JSON body of a request. The content type must be JSON: a browser then asks before it sends a foreign page's request,
 * and never sends it, because nothing here answers that question.
 *
 * @param maxBytes - Reading stops where the body grows beyond this.
 */
export async function readBody(request: Request, maxBytes: number): Promise<ReadBody> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(?:;|$)/i.test(type)) return refuseType(type);
  const bytes = await readBytes(request, maxBytes);
  if (isRefusal(bytes)) return bytes;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const json: unknown = JSON.parse(text);
    return { json };
  } catch (error) {
    return {
      refused: "BODY_NOT_JSON",
      message: `The body cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: "Send one JSON object in UTF-8.",
    };
  }
}

/** Counts what arrives; a stated length is not believed. */
async function readBytes({ body }: Request, maxBytes: number): Promise<Uint8Array | Refusal> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > maxBytes) return refuseSize(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refuseType(type: string): Refusal {
  return {
    refused: "CONTENT_TYPE_UNSUPPORTED",
    message: type === "" ? "The request has no content type." : `The content type is "${type}".`,
    remedy: "Send JSON with the header: Content-Type: application/json",
  };
}

function refuseSize(maxBytes: number): Refusal {
  return {
    refused: "BODY_TOO_LARGE",
    message: `The body is larger than ${maxBytes} bytes.`,
    remedy: "Send less, or start the server with a higher limit.",
  };
}
