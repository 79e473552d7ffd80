import type { Duplex } from "node:stream";
import type { Refusal } from "./refusal.js";
import { toResponse } from "./refusal.js";

/** The refusal of a request that is not proper HTTP. */
export function malformed(error: unknown): Refusal {
  return {
    refused: "REQUEST_MALFORMED",
    message: `The request cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    remedy: "Send an HTTP/1.1 request with a Host header.",
  };
}

/** Answers on the bare connection, because no request came of it. For a server's `clientError` event. */
export function answerMalformed(error: Error, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = malformed(error);
  void toResponse(refusal)
    .text()
    .then((body) =>
      socket.end(
        `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      ),
    );
}
