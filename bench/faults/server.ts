/**
 * A server that speaks OpenAI's protocol and answers as the offline model, after a wait: `server.ts SHARE`. SHARE of the requests is
 * answered with a fault. Prints its port, and on SIGTERM the number of requests by fault.
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { createRandom } from "../../src/random.js";
import { offlineCompletion } from "../../test/support/offline-server.js";
import { type Completion, FAULTS } from "./kinds.js";

const [share = "0"] = process.argv.slice(2);
const names = Object.keys(FAULTS);
const random = createRandom("faults");
const waits = createRandom("waits");
const served: Record<string, number> = {};

/** 100 to 300 ms: simulated latency of a model. */
const latency = () => 100 + 200 * waits();

const server = createServer((request, response) => {
  void (async () => {
    const isFaulty = random() < Number(share);
    const kind = isFaulty ? names[Math.floor(random() * names.length)] : undefined;
    const wait = latency();
    served[kind ?? "none"] = (served[kind ?? "none"] ?? 0) + 1;
    const body = JSON.parse(await readBody(request)) as Record<string, unknown>;
    const [completion] = await Promise.all([offlineCompletion(body), setTimeout(wait)]);
    const fault = FAULTS[kind ?? ""];
    if (fault !== undefined) return fault({ response, completion: completion as Completion });
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(completion));
  })().catch(() => response.destroy());
});
server.listen(0, "127.0.0.1", () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on("message", () => process.send?.({ served }, () => process.exit(0)));

async function readBody(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request.setEncoding("utf8")) text += String(part);
  return text;
}
