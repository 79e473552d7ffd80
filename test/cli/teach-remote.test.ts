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

/** A server that returns unusable answers, or rejects the API key and repeats it in the error. */
async function startServer(rejects: boolean): Promise<string> {
  server = createServer((request, response) => {
    const key = request.headers.authorization?.replace("Bearer ", "");
    const message = { role: "assistant", content: "garbage" };
    const answer = { choices: [{ index: 0, message, finish_reason: "stop" }] };
    const failure = { error: { message: `Incorrect API key: ${key}` } };
    response.writeHead(rejects ? 401 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(rejects ? failure : answer));
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

describe("star teach with a remote model", () => {
  it.each([
    { rejects: false, reason: "planner gave no readable answer" },
    { rejects: true, reason: "Incorrect API key: [key]" },
  ])(
    "continues when every task fails, and never prints the API key",
    async ({ rejects, reason }) => {
      const out = join(await createFolder(), "remote.jsonl");
      const url = await startServer(rejects);
      const line = `teach --tasks 3 --model openai:any --base-url ${url} --json`;
      const result = await starWith({ OPENAI_API_KEY: KEY }, line, SMALL, ["--out", out]);
      expect(JSON.parse(result.out)).toMatchObject({ done: 3, statuses: { failed: 3 } });
      for await (const { status, error } of readTrajectories(out)) {
        expect(status).toBe("failed");
        expect(error).toContain(reason);
      }
      const written = (await readFile(out, "utf8")) + result.out + result.notes;
      expect(written).not.toContain(KEY);
    },
  );
});
