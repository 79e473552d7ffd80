import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readTrajectories } from "../../src/trajectory/trajectory-file.js";
import { createFolder, SMALL, starWith } from "./support.js";

const KEY = "sk-very-secret";
let server: Server | undefined;
afterEach(() => server?.close());

/** A model that never says anything useful, or a server that refuses and quotes the key it was sent. */
async function startServer(refuses: boolean): Promise<string> {
  server = createServer((request, response) => {
    const key = request.headers.authorization?.replace("Bearer ", "");
    const message = { role: "assistant", content: "garbage" };
    const answer = { choices: [{ index: 0, message, finish_reason: "stop" }] };
    const refusal = { error: { message: `Incorrect API key: ${key}` } };
    response.writeHead(refuses ? 401 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(refuses ? refusal : answer));
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

describe("star teach with a model from afar", () => {
  it.each([
    { refuses: false, reason: "planner gave no readable answer" },
    { refuses: true, reason: "Incorrect API key: [key]" },
  ])("goes on when every task fails, and keeps the key to itself", async ({ refuses, reason }) => {
    const out = join(await createFolder(), "remote.jsonl");
    const url = await startServer(refuses);
    const line = `teach --tasks 3 --model openai:any --base-url ${url} --json`;
    const result = await starWith({ OPENAI_API_KEY: KEY }, line, SMALL, ["--out", out]);
    expect(JSON.parse(result.out)).toMatchObject({ done: 3, statuses: { failed: 3 } });
    for await (const { status, error } of readTrajectories(out)) {
      expect(status).toBe("failed");
      expect(error).toContain(reason);
    }
    const written = (await readFile(out, "utf8")) + result.out + result.notes;
    expect(written).not.toContain(KEY);
  });
});
