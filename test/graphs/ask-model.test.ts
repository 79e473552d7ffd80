import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { askModel, askModelWithTools } from "../../src/graphs/ask-model.js";
import { brokenCall } from "./support.js";

const schema = z.object({ ranking: z.array(z.string()).min(1) });
const GOOD = '{"ranking": ["a"]}';
const call = { id: "1", name: "search_neighbors", args: { k: 1 } };
const calls = (content = "") => new AIMessage({ content, tool_calls: [call] });

/** A model that gives these answers, and the question with them. */
function question(...answers: readonly (AIMessage | string)[]) {
  const model = fakeModel();
  for (const answer of answers) {
    model.respond(typeof answer === "string" ? new AIMessage(answer) : answer);
  }
  return { model, messages: [new HumanMessage("Rank.")], schema, role: "ranker" };
}

describe("askModel", () => {
  it.each([
    { what: "bare", text: GOOD },
    { what: "fenced", text: `\`\`\`json\n${GOOD}\n\`\`\`` },
    { what: "with words around it", text: `Here you are: ${GOOD} Is that all?` },
  ])("reads JSON $what", async ({ text }) => {
    expect((await askModel(question(text))).answer).toEqual({ ranking: ["a"] });
  });

  it.each([
    { what: "no JSON", bad: "I like a best.", reason: "It holds no JSON object." },
    { what: "half an object", bad: '{"ranking": ["a"', reason: "in the middle of a JSON object" },
    { what: "the wrong fields", bad: '{"order": ["a"]}', reason: "at ranking" },
    { what: "nothing at all", bad: "", reason: "It holds no JSON object." },
    {
      what: "a call where there are no tools",
      bad: calls(),
      reason: 'It calls "search_neighbors"',
    },
    {
      what: "a call whose arguments are broken",
      bad: brokenCall("search_neighbors"),
      reason: 'arguments of the call to "search_neighbors" are not a JSON object',
    },
  ])("returns $what to the model with the reason", async ({ bad, reason }) => {
    const asked = question(bad, GOOD);
    const { answer, messages } = await askModel(asked);
    expect(answer).toEqual({ ranking: ["a"] });
    expect(messages).toHaveLength(3);

    const [, theirs, ours] = asked.model.calls[1]!.messages;
    expect(ours?.text).toContain(reason);
    // Providers refuse empty messages and calls without an answer.
    expect(theirs?.text).not.toBe("");
    expect((theirs as AIMessage).tool_calls).toEqual([]);
  });

  it.each([{ maxRepairs: 0 }, { maxRepairs: 1 }, { maxRepairs: 2 }])(
    "gives up after the first answer and $maxRepairs repairs",
    async ({ maxRepairs }) => {
      const asked = question("no", "no", "no", "no");
      await expect(askModel({ ...asked, maxRepairs })).rejects.toMatchObject({
        code: "MODEL_ANSWER_INVALID",
        message: expect.stringMatching(
          new RegExp(
            `^The ranker gave no readable answer in ${maxRepairs + 1} attempts\\. .*Use a model`,
          ),
        ),
      });
      expect(asked.model.callCount).toBe(maxRepairs + 1);
    },
  );

  it("repairs twice by default", async () => {
    expect((await askModel(question("no", "no", GOOD))).answer).toEqual({ ranking: ["a"] });
    await expect(askModel(question("no", "no", "no", GOOD))).rejects.toThrow("in 3 attempts");
  });

  it("numbers the attempts for a recorder", async () => {
    const attempts: unknown[] = [];
    const { model, ...asked } = question("no", GOOD);
    const watched = model.withConfig({
      callbacks: [
        {
          handleChatModelStart: (...given: unknown[]) => {
            attempts.push(given[6]);
          },
        },
      ],
    });
    await askModel({ ...asked, model: watched as never });
    expect(attempts).toMatchObject([{ star_attempt: 1 }, { star_attempt: 2 }]);
  });

  it("rethrows an error of the model", async () => {
    const model = fakeModel().alwaysThrow(new Error("The server is down."));
    await expect(askModel({ ...question(), model })).rejects.toThrow("The server is down.");
  });
});

describe("askModelWithTools", () => {
  it("accepts a tool call as a reply", async () => {
    const { answer, messages } = await askModelWithTools(question(calls("Let me look.")));
    expect(answer).toBeUndefined();
    expect(messages).toMatchObject([{ tool_calls: [call] }]);
  });

  it("returns a turn with a malformed call to the model, even if another call in it is valid", async () => {
    const mixed = new AIMessage({
      content: "",
      tool_calls: [call],
      invalid_tool_calls: [{ id: "2", name: "translate_evidence", args: "{", error: "Malformed." }],
    });
    const { answer, messages } = await askModelWithTools(question(mixed, GOOD));
    expect(answer).toEqual({ ranking: ["a"] });
    expect(messages[0]).toMatchObject({ content: "(a tool call)", tool_calls: [] });
  });
});
