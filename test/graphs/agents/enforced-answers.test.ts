import { describe, expect, it } from "vitest";
import { toGraphInput } from "../../../src/graphs/graph-input.js";
import { createPlainRecommender } from "../../../src/graphs/plain.js";
import { createTeacher } from "../../../src/graphs/teacher.js";
import { createChatModel } from "../../../src/models/chat-model.js";
import { createTools } from "../../../src/tools/create-tools.js";
import { reply, startServer } from "../../models/endpoint/server.js";
import { offlineCompletion } from "../../support/offline-server.js";
import { fitTinyShop, tinyShop } from "../../support/tiny-shop.js";
import { task } from "../../tools/support.js";

type Sent = Readonly<Record<string, unknown>>;

async function startModel() {
  const { baseUrl, received } = await startServer(async (response, _, { body }) =>
    reply(response, await offlineCompletion(body)),
  );
  const llm = await createChatModel("openai:m", { baseUrl });
  /** The properties of the answer that the server was asked to enforce, by the role of the prompt. */
  const propertiesOf = (role: string) => {
    const request = received.find(({ body }) =>
      (body["messages"] as { content: string }[])[0]?.content.includes(`You are the ${role}`),
    );
    const format = request?.body["response_format"] as { json_schema: { schema: Sent } };
    return format.json_schema.schema["properties"] as Record<string, Sent>;
  };
  return { llm, propertiesOf };
}

const input = toGraphInput(task, tinyShop);
const context = { task };
const names = ["user_profile", "historical_interest", "recent_interest", "interest_divergence"];

describe("the schemas that a server is asked to enforce", () => {
  it("list agents and candidates, and end every list", async () => {
    const { llm, propertiesOf } = await startModel();
    const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
    await createTeacher({ llm, tools }).compile().invoke(input, { context });
    expect(propertiesOf("planner")["assignments"]).toMatchObject({
      minItems: 1,
      maxItems: 4,
      items: { properties: { agent: { enum: names } } },
    });
    const reporters = propertiesOf("reflector")["revisions"];
    expect(reporters).toMatchObject({
      minItems: 0,
      maxItems: 2,
      items: { properties: { agent: { enum: ["user_profile", "recent_interest"] } } },
    });
    expect(propertiesOf("ranker")["ranking"]).toMatchObject({
      minItems: 3,
      maxItems: 3,
      items: { enum: task.candidates },
    });
  });

  it("list the candidates for plain prompting", async () => {
    const { llm, propertiesOf } = await startModel();
    await createPlainRecommender({ llm, dataset: tinyShop }).compile().invoke(input, { context });
    expect(propertiesOf("recommender")["ranking"]).toMatchObject({
      minItems: 3,
      maxItems: 3,
      items: { enum: task.candidates },
    });
  });
});
