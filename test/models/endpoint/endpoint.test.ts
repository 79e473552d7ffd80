import { createServer } from "node:http";
import { createServer as createSocketServer, type AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { createChatModel, type ChatModelOptions } from "../../../src/models/chat-model.js";
import { createEndpoint } from "../../../src/models/endpoint/endpoint.js";
import { type Answer, refuse, reply, startServer } from "./server.js";

/** Waits of milliseconds, so that tests take no time. */
const QUICK = { backoffMs: 1 };

async function startModel(answer: Answer, options: ChatModelOptions = {}) {
  const { baseUrl, received } = await startServer(answer);
  const notes: string[] = [];
  const endpoint = createEndpoint({
    limits: { ...QUICK, ...options.limits },
    onNote: (note) => notes.push(note.replace(baseUrl, "S")),
  });
  const llm = await createChatModel("openai:m", {
    baseUrl,
    apiKey: "sk-secret",
    ...options,
    endpoint,
  });
  return { llm, endpoint, received, notes, baseUrl };
}

/** A server whose first answers are faulty. */
const faultyFirst =
  (faults: number, fault: Answer): Answer =>
  (response, n, received) =>
    n <= faults ? fault(response, n, received) : reply(response);

describe("createEndpoint", () => {
  it.each<{ what: string; fault: Answer; reason: string }>([
    { what: "status 429", fault: (r) => refuse(r, 429, "Slow down."), reason: "overloaded" },
    {
      what: "status 502",
      fault: (r) => reply(r, "<html>", { status: 502 }),
      reason: "server_error",
    },
    { what: "a broken connection", fault: (r) => void r.destroy(), reason: "connection" },
    { what: "no choices", fault: (r) => reply(r, { choices: [] }), reason: "invalid_answer" },
    { what: "null choices", fault: (r) => reply(r, { choices: null }), reason: "invalid_answer" },
    {
      what: "no message",
      fault: (r) => reply(r, { choices: [{ index: 0 }] }),
      reason: "invalid_answer",
    },
    { what: "a web page", fault: (r) => reply(r, "<html>Wait</html>"), reason: "invalid_answer" },
    { what: "an empty body", fault: (r) => reply(r, ""), reason: "invalid_answer" },
    {
      what: "half a body",
      fault: (r) => reply(r, '{"choices": [{"index'),
      reason: "invalid_answer",
    },
    {
      what: "fewer bytes than announced",
      fault: (r) => {
        r.writeHead(200, { "content-length": "100" }).write('{"choices"');
        r.destroy();
      },
      reason: "connection",
    },
    {
      what: "an error with status 200",
      fault: (r) => reply(r, { error: { message: "Busy.", code: 503 } }),
      reason: "overloaded",
    },
    {
      what: "an error in a choice",
      fault: (r) => reply(r, { choices: [{ error: { message: "x", code: 502 } }] }),
      reason: "server_error",
    },
  ])("tries again after $what", async ({ fault, reason }) => {
    const { llm, endpoint, received } = await startModel(faultyFirst(2, fault));
    expect((await llm.invoke("hi")).text).toBe("hello");
    expect(received).toHaveLength(3);
    expect(endpoint.readUse()).toMatchObject({ requests: 3, retries: { [reason]: 2 } });
  });

  it.each([
    { status: 401, code: "MODEL_UNAUTHORIZED" },
    { status: 404, code: "MODEL_NOT_FOUND" },
    { status: 400, code: "MODEL_REQUEST_REFUSED" },
    { status: 402, code: "MODEL_QUOTA_EXHAUSTED" },
  ])("fails at once after status $status, in the server's words", async ({ status, code }) => {
    const { llm, received, baseUrl } = await startModel((r) => refuse(r, status, "No, sk-secret."));
    const failure = llm.invoke("hi");
    await expect(failure).rejects.toMatchObject({
      code,
      problem: `${baseUrl} answers ${status}: No, [key].`,
    });
    expect(received).toHaveLength(1);
  });

  it("fails at once when nothing listens", async () => {
    const endpoint = createEndpoint();
    const llm = await createChatModel("openai:m", { baseUrl: await unusedUrl(), endpoint });
    await expect(llm.invoke("hi")).rejects.toMatchObject({
      code: "MODEL_UNREACHABLE",
      problem: expect.stringMatching(/cannot be reached: connect ECONNREFUSED/),
    });
    expect(endpoint.readUse().requests).toBe(1);
  });

  it("takes a web page of a server that has never answered for a wrong address", async () => {
    const page = "<html><title>Shop</title></html>";
    const { llm, received } = await startModel((response) => reply(response, page));
    await expect(llm.invoke("hi")).rejects.toMatchObject({
      code: "MODEL_NOT_FOUND",
      message: expect.stringContaining('a web page, "Shop"'),
    });
    expect(received).toHaveLength(3);
  });

  it("gives up after the given number of attempts", async () => {
    const limits = { attempts: 3 };
    const { llm, received } = await startModel((r) => refuse(r, 500, "Down."), { limits });
    await expect(llm.invoke("hi")).rejects.toMatchObject({
      code: "MODEL_UNAVAILABLE",
      fields: { reason: "server_error", attempts: 3, isDown: false },
      message: expect.stringContaining("failed in 3 attempts; the last: 500: Down."),
    });
    expect(received).toHaveLength(3);
  });

  it("waits as long as the server asks", async () => {
    const headers = { "retry-after-ms": "80" };
    const { llm } = await startModel(faultyFirst(1, (r) => reply(r, "", { status: 429, headers })));
    const start = performance.now();
    await llm.invoke("hi");
    expect(performance.now() - start).toBeGreaterThan(75);
  });

  it("ends a call that drips, and repeats it", async () => {
    const drip: Answer = async (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      for (let i = 0; i < 1000 && !response.destroyed; i++) {
        response.write(" ");
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const limits = { callMs: 60 };
    const { llm, received } = await startModel(faultyFirst(1, drip), { limits });
    expect((await llm.invoke("hi")).text).toBe("hello");
    await received[0]?.hungUp;
  });

  it("limits the time to the first byte", async () => {
    const limits = { callMs: 5000, firstByteMs: 30, attempts: 1 };
    const { llm, received } = await startModel(() => {}, { limits });
    await expect(llm.invoke("hi")).rejects.toMatchObject({ fields: { reason: "timeout" } });
    await received[0]?.hungUp;
  });

  it("gives up after three time limits", async () => {
    const { llm, endpoint } = await startModel(() => {}, { limits: { callMs: 20 } });
    await expect(llm.invoke("hi")).rejects.toThrow(
      "failed in 3 attempts; the last: no complete answer within 0.02 s",
    );
    expect(endpoint.readUse()).toMatchObject({ requests: 3, retries: { timeout: 2 } });
  });

  it("closes the connection when the signal is aborted", async () => {
    const abort = new AbortController();
    const { llm, received } = await startModel(() => abort.abort());
    await expect(llm.invoke("hi", { signal: abort.signal })).rejects.toThrow(/abort/i);
    await received[0]?.hungUp;
    expect(received).toHaveLength(1);
  });

  it("stops waiting for another attempt when the signal is aborted", async () => {
    const abort = new AbortController();
    const headers = { "retry-after": "60" };
    const { llm } = await startModel((response) => {
      reply(response, "", { status: 429, headers });
      setTimeout(() => abort.abort(), 20);
    });
    await expect(llm.invoke("hi", { signal: abort.signal })).rejects.toThrow(/abort/i);
  });

  it("limits requests at once over all models that share it", async () => {
    let running = 0;
    let most = 0;
    const answer: Answer = async (response) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 10));
      running--;
      reply(response);
    };
    const { llm, endpoint, baseUrl } = await startModel(answer, { limits: { concurrency: 3 } });
    const other = await createChatModel("openai:other", { baseUrl, endpoint });
    await Promise.all(Array.from({ length: 6 }, () => [llm.invoke("a"), other.invoke("b")]).flat());
    expect(most).toBe(3);
  });

  it("lets other requests through while one waits for another attempt", async () => {
    const headers = { "retry-after-ms": "200" };
    const { llm, received } = await startModel(
      faultyFirst(1, (r) => reply(r, "", { status: 503, headers })),
      { limits: { concurrency: 1 } },
    );
    const order: string[] = [];
    await Promise.all([
      llm.invoke("first").then(() => order.push("first")),
      llm.invoke("second").then(() => order.push("second")),
    ]);
    expect(order).toEqual(["second", "first"]);
    expect(received).toHaveLength(3);
  });

  it("sends one request at a time while most requests fail, and says so once", async () => {
    let isDown = true;
    let duringOutage = 0;
    const { llm, notes, endpoint } = await startModel(
      (response) => {
        if (!isDown) return reply(response);
        if (notes.length > 0) duringOutage++;
        if (duringOutage === 3) isDown = false;
        return refuse(response, 503, "Restarting.");
      },
      { limits: { concurrency: 10, backoffMs: 4 } },
    );
    await Promise.all(Array.from({ length: 30 }, () => llm.invoke("hi")));
    // Ten were on their way when the tenth failure opened the breaker; later failures are those of the probes.
    expect(notes[0]).toBe(
      "S fails most requests (the last: 503: Restarting.); all requests wait until it answers again.",
    );
    expect(notes[1]).toBe("S answers again.");
    expect(endpoint.readUse().retries.overloaded).toBeLessThan(20);
  });

  it("fails all waiting requests when the server has been down for too long", async () => {
    const limits = { concurrency: 10, giveUpMs: 30, attempts: 100, backoffMs: 5 };
    const { llm } = await startModel((r) => refuse(r, 503, "Restarting."), { limits });
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => llm.invoke("hi")));
    const codes = results.map(
      (result) => result.status === "rejected" && result.reason.fields.isDown,
    );
    expect(new Set(codes)).toEqual(new Set([true]));
  });

  it("tries a server again that has answered before and now refuses connections", async () => {
    const start = (port: number) => {
      const server = createServer((_, response) => reply(response));
      return new Promise<typeof server>((resolve) => {
        server.listen(port, "127.0.0.1", () => resolve(server));
      });
    };
    const first = await start(0);
    const { port } = first.address() as AddressInfo;
    const endpoint = createEndpoint({ limits: { backoffMs: 10 } });
    const baseUrl = `http://127.0.0.1:${port}/v1`;
    const llm = await createChatModel("openai:m", { baseUrl, endpoint });
    await llm.invoke("a");
    first.closeAllConnections();
    await new Promise((resolve) => first.close(resolve));
    const answer = llm.invoke("b");
    while (endpoint.readUse().retries.connection < 2) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const second = await start(port);
    expect((await answer).text).toBe("hello");
    second.closeAllConnections();
    second.close();
  });
});

describe("parameters that a server refuses", () => {
  it.each([
    { name: "temperature", error: { message: "Only 1 is supported.", param: "temperature" } },
    { name: "seed", error: { message: "property 'seed' is unsupported" } },
  ])("leaves out $name from the second request on, and says so once", async ({ name, error }) => {
    const { llm, received, notes } = await startModel((response, _, { body }) =>
      body[name] === undefined ? reply(response) : refuse(response, 400, error),
    );
    await llm.invoke("a");
    await llm.invoke("b");
    expect(received.map(({ body }) => body[name] === undefined)).toEqual([false, true, true]);
    expect(notes).toEqual([`S refuses "${name}", which is left out from now on.`]);
  });

  it("sends max_tokens by its other name", async () => {
    const message = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
    const { llm, received } = await startModel(
      (response, _, { body }) =>
        body["max_tokens"] === undefined ? reply(response) : refuse(response, 400, message),
      { maxOutputTokens: 50 },
    );
    await llm.invoke("a");
    await llm.invoke("b");
    expect(received).toHaveLength(3);
    expect(received[2]?.body).toMatchObject({ max_completion_tokens: 50 });
  });

  it("keeps a parameter if the server refuses the request without it, too", async () => {
    const { llm, received, notes } = await startModel((response, n) =>
      n <= 2 ? refuse(response, 400, "The seed word is filtered.") : reply(response),
    );
    await expect(llm.invoke("a")).rejects.toMatchObject({ code: "MODEL_REQUEST_REFUSED" });
    await llm.invoke("b");
    expect(received[2]?.body).toHaveProperty("seed");
    expect(notes).toEqual([]);
  });

  it("keeps what the user set, and removes what the user set to null", async () => {
    const modelOptions = { seed: null, temperature: 0.3, top_k: 4 };
    const { llm, received } = await startModel((r) => refuse(r, 400, "No temperature here."), {
      modelOptions,
    });
    await expect(llm.invoke("a")).rejects.toMatchObject({ code: "MODEL_REQUEST_REFUSED" });
    expect(received).toHaveLength(1);
    expect(received[0]?.body).toMatchObject({ temperature: 0.3, top_k: 4 });
    expect(received[0]?.body).not.toHaveProperty("seed");
  });
});

describe("a context that is too small", () => {
  const tooLong = (promptTokens: number) => ({
    message: "the request exceeds the available context size",
    type: "exceed_context_size_error",
    n_prompt_tokens: promptTokens,
    n_ctx: 2000,
  });

  it("limits the output to what fits", async () => {
    const { llm, received } = await startModel(
      (response, n) => (n === 1 ? refuse(response, 400, tooLong(1200)) : reply(response)),
      { maxOutputTokens: 1000 },
    );
    await llm.invoke("a");
    // 2000 - 1200, less 16 that the chat template may add.
    expect(received[1]?.body).toMatchObject({ max_tokens: 784 });
  });

  it("is reported with the sizes", async () => {
    const { llm, received } = await startModel((r) => refuse(r, 400, tooLong(2500)));
    await expect(llm.invoke("a")).rejects.toMatchObject({
      code: "MODEL_CONTEXT_EXCEEDED",
      fields: { promptTokens: 2500, contextTokens: 2000 },
    });
    expect(received).toHaveLength(1);
  });
});

/** An address at which nothing listens any more. */
async function unusedUrl(): Promise<string> {
  const server = createSocketServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/v1`;
}
