import { createServer, type IncomingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { onTestFinished } from "vitest";

/** A request that a collector received. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Starts an HTTP server on this machine that keeps all requests until the end of the test. */
export async function startCollector(answer: (path: string) => object = () => ({})) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const raw = await buffer(request);
    const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
    const { method = "", url: path = "", headers } = request;
    received.push({ method, path, headers, body });
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(answer(path)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== "object" || address === null)
    throw new Error("The collector has no port.");
  return { url: `http://127.0.0.1:${address.port}`, received };
}
