interface EventStreamOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Called when the client disconnects. The generator's `finally` runs in any case. */
  readonly onCancel: () => void;
}

/** A comment, which clients ignore: a connection through which nothing is sent for a long time may be closed by others. */
export interface EventComment {
  readonly comment: string;
}

/**
 * Creates a response that streams server-sent events. It waits for the first event, so that an earlier failure can still be
 * returned as an HTTP error.
 *
 * @param events - The data of each event, on one line. Must not throw after the first event: that would only break the connection.
 */
export async function createEventStream(
  events: AsyncGenerator<string | EventComment>,
  { headers = {}, onCancel }: EventStreamOptions,
): Promise<Response> {
  const encoder = new TextEncoder();
  let pending = await events.next();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (pending.done === true) return controller.close();
      controller.enqueue(encoder.encode(toFrame(pending.value)));
      pending = await events.next();
    },
    async cancel() {
      onCancel();
      await events.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-cache",
      ...headers,
    },
  });
}

function toFrame(event: string | EventComment): string {
  return typeof event === "string" ? `data: ${event}\n\n` : `: ${event.comment}\n\n`;
}
