/**
 * A stream of server-sent events. The first event is awaited before anything is answered, so that what fails before it can
 * still be answered with a status of its own.
 *
 * @param events - The data of one event each. Must end on its own terms: an error would only break the connection.
 * @param onCancel - Whoever reads has gone. The generator's own `finally` runs in any case.
 */
export async function createEventStream(
  events: AsyncGenerator<string>,
  { headers = {}, onCancel }: EventStreamOptions,
): Promise<Response> {
  const encoder = new TextEncoder();
  let pending = await events.next();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (pending.done === true) return controller.close();
      controller.enqueue(encoder.encode(`data: ${pending.value}\n\n`));
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

export interface EventStreamOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly onCancel: () => void;
}
