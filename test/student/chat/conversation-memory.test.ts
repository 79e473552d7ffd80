import { describe, expect, it } from "vitest";
import type { Message } from "../../../src/distill/transcript/conversation.js";
import { toGraphInput } from "../../../src/graphs/graph-input.js";
import { createConversationMemory } from "../../../src/student/chat/conversation-memory.js";
import { openVocabulary } from "../../../src/student/language/vocabulary.js";
import { namedToken, type SequencePosition } from "../../../src/student/language/token.js";

const vocabulary = openVocabulary({ terms: ["taste"], written: [], read: [], places: 1 });
const PLAN = "<plan>\nI look at this as taste would.\n</plan>";

/** A decoder that records what it reads. Scores are the number of reads before. */
function createRecorded({ rows = 2, capacity = 40 } = {}) {
  const reads: { readonly row: number; readonly tokens: string }[] = [];
  const describePosition = ({ tokens: [token] }: SequencePosition) => token?.name;
  const memory = createConversationMemory({
    vocabulary,
    decoder: {
      rows,
      capacity,
      reset: (row) => void reads.push({ row, tokens: "reset" }),
      read: async (row, positions, signal) => {
        signal?.throwIfAborted();
        const count = reads.push({ row, tokens: positions.map(describePosition).join(" ") });
        return Float32Array.of(count);
      },
      dispose: async () => {},
    },
  });
  return { memory, reads, tokens: () => reads.map((read) => `${read.row}: ${read.tokens}`) };
}

function promptOf(userId: string, count = 2): Message {
  const ids = Array.from({ length: count }, (_, index) => `i${index}`);
  const items = new Map(ids.map((id) => [id, { id, title: id, categories: [] }]));
  const question = { userId, history: [], candidates: ids };
  return { role: "user", content: toGraphInput(question, { items, clock: "order" }).opening };
}

const call = { type: "function", function: { name: "look", arguments: {} } } as const;
const turn: Message = { role: "assistant", content: PLAN, tool_calls: [call] };
const answer: Message = { role: "tool", name: "look", content: "no lines" };
const [plan, term, look] = [namedToken("<plan>"), namedToken("taste"), namedToken("call look")];

type Memory = ReturnType<typeof createRecorded>["memory"];

/** One turn of a user's conversation. The token of the call is not read, as in `generateTurn`. */
async function takeTurn(memory: Memory, messages: readonly Message[]) {
  const conversation = await memory.hold(messages);
  await conversation.read([plan]);
  await conversation.read([term]);
  conversation.release();
}

describe("createConversationMemory", () => {
  it("reads only what follows the messages and tokens that it has read", async () => {
    const { memory, tokens } = createRecorded();
    const messages = [promptOf("ann")];
    await takeTurn(memory, messages);
    const next = await memory.hold([...messages, turn, answer]);
    expect(next.remaining).toBe(35);
    expect([...(await next.read([]))]).toEqual([4]);
    expect([...(await next.read([]))]).toEqual([4]);
    expect(tokens()).toEqual(["0: reset", "0: sketch <plan>", "0: taste", "0: call look unread"]);
    expect(next.positions.length).toBe(5);
  });

  it("reads a conversation again if the turn has other tokens than it read", async () => {
    const { memory, tokens } = createRecorded();
    const messages = [promptOf("ann")];
    await takeTurn(memory, messages);
    const other: Message = { ...turn, content: "<plan>\n\n</plan>" };
    await (await memory.hold([...messages, other, answer])).read([]);
    expect(tokens().slice(3)).toEqual(["0: reset", "0: sketch <plan> call look unread"]);
  });

  it("reads a conversation again if the same turn is asked for again", async () => {
    const { memory, tokens } = createRecorded();
    await takeTurn(memory, [promptOf("ann")]);
    await takeTurn(memory, [promptOf("ann")]);
    expect(tokens().slice(3)).toEqual(["0: reset", "0: sketch <plan>", "0: taste"]);
  });

  it.each([
    { name: "content", other: { ...turn, content: `${PLAN}\n` } },
    { name: "call", other: { ...turn, tool_calls: [] } },
    { name: "role", other: { role: "user", content: PLAN } as const },
  ])("does not take a message with another $name for the same", async ({ other }) => {
    const { memory, tokens } = createRecorded({ rows: 1 });
    const begin = [promptOf("ann"), turn];
    (await memory.hold(begin)).release();
    await (await memory.hold([promptOf("ann"), other, answer])).read([]);
    expect(tokens().filter((text) => text === "0: reset")).toHaveLength(2);
  });

  it("keeps as many conversations as the decoder has rows, the latest ones", async () => {
    const { memory, reads } = createRecorded({ rows: 2 });
    for (const user of ["ann", "bob", "ann", "cat"]) await takeTurn(memory, [promptOf(user)]);
    expect(new Set(reads.map(({ row }) => row))).toEqual(new Set([0, 1]));
    const count = reads.length;
    await (await memory.hold([promptOf("ann"), turn, answer])).read([]);
    expect(reads.slice(count)).toEqual([{ row: 0, tokens: "call look unread" }]);
    await (await memory.hold([promptOf("bob"), turn, answer])).read([]);
    expect(reads.at(-1)?.tokens).toBe("sketch <plan> taste call look unread");
  });

  it("gives no row to two conversations at a time, and lets others wait for one", async () => {
    const { memory, reads } = createRecorded({ rows: 2 });
    const users = ["ann", "ann", "bob", "cat", "ann"];
    const running = new Set<number>();
    await Promise.all(
      users.map(async (user) => {
        const conversation = await memory.hold([promptOf(user)]);
        const [count = NaN] = await conversation.read([plan]);
        const row = reads[count - 1]?.row ?? NaN;
        expect(running.has(row)).toBe(false);
        running.add(row);
        await new Promise((resolve) => setImmediate(resolve));
        running.delete(row);
        conversation.release();
      }),
    );
    expect(reads.filter(({ tokens }) => tokens.startsWith("sketch"))).toHaveLength(users.length);
  });

  it("forgets a conversation that it cannot read, and frees its row", async () => {
    const { memory } = createRecorded({ rows: 1, capacity: 3 });
    const long = [promptOf("ann"), turn, answer];
    for (const messages of [long, [promptOf("ann", 0)], [promptOf("ann", 21)], long])
      await expect(memory.hold(messages)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    const gone = memory.hold([promptOf("ann")], AbortSignal.abort("gone"));
    await expect(gone).rejects.toBe("gone");
    expect((await memory.hold([promptOf("ann")])).remaining).toBe(2);
  });

  it("continues after a read that was aborted", async () => {
    const { memory, tokens } = createRecorded();
    const conversation = await memory.hold([promptOf("ann")]);
    await expect(conversation.read([plan], AbortSignal.abort("gone"))).rejects.toBe("gone");
    conversation.release();
    await (await memory.hold([promptOf("ann")])).read([look]);
    expect(tokens()).toEqual(["0: reset", "0: sketch call look"]);
  });
});
