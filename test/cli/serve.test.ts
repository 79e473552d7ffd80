import { describe, expect, it } from "vitest";
import { run } from "../../src/cli/run.js";
import { SMALL, star } from "./support.js";

/** Starts `star serve --environment --json` and answers its URL, how to stop it, and what it ends with. */
async function serve(words: readonly string[], environment: Record<string, string> = {}) {
  const stop = new AbortController();
  return new Promise<{ serving: Serving; stop: () => void; code: Promise<number> }>((resolve) => {
    const print = (text: string) =>
      resolve({ serving: JSON.parse(text), stop: () => stop.abort(), code });
    const io = {
      print,
      note: print,
      isTerminal: false,
      isColorful: false,
      width: 100,
      environment,
      listenForStop: () => stop.signal,
    };
    const argv = ["serve", "--environment", "--port", "0", "--json", ...SMALL, ...words];
    const code = run(argv, io);
  });
}

interface Serving {
  readonly url: string;
}

describe("star serve --environment", () => {
  it("serves episodes until it is asked to stop", async () => {
    const { serving, stop, code } = await serve(["--split", "validation,train", "--tasks", "5"]);
    expect(serving).toMatchObject({ dataset: "synthetic", tasks: { validation: 5, train: 5 } });
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`${serving.url}/episodes`, {
      method: "POST",
      body: "{}",
      headers,
    });
    expect(await response.json()).toMatchObject({
      taskId: expect.stringMatching("/validation/"),
      tools: [{}, {}, {}],
    });
    stop();
    expect(await code).toBe(0);
    await expect(fetch(serving.url)).rejects.toThrow("fetch failed");
  });

  it("serves without a tool, and with a token from the environment", async () => {
    const token = { STAR_ENVIRONMENT_TOKEN: "secret-1" };
    const { serving, stop, code } = await serve(["--no-neighbors", "--tasks", "2"], token);
    expect((await fetch(`${serving.url}/tasks`)).status).toBe(401);
    const headers = { Authorization: "Bearer secret-1" };
    const response = await fetch(`${serving.url}/tasks`, { headers });
    expect(await response.json()).toMatchObject({ total: 2, tools: [{}, {}] });
    stop();
    await code;
  });

  it.each([
    { line: "serve", reason: /Add --environment/ },
    { line: "serve --environment --split dev", reason: /Allowed choices are train/ },
    { line: "serve --environment --host 0.0.0.0", reason: /Set a token, or listen on 127/ },
  ])("answers wrong usage with 2: star $line", async ({ line, reason }) => {
    const { code, notes } = await star(line, SMALL);
    expect(code).toBe(2);
    expect(notes).toMatch(reason);
  });
});
