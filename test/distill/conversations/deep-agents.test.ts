import { createDeepAgent } from "deepagents";
import { expect, it } from "vitest";
import { listModelCalls } from "../../../src/entries/recorder.js";
import { ask, expectTold, find, record, rowsOf, say, script } from "./support.js";

const FILE_TOOLS = ["ls", "read_file", "write_file", "edit_file", "delete", "glob", "grep"];

it("deepagents: a subagent has rows of its own, with the tools that it was really offered", async () => {
  const chief = script(
    say("I delegate.", ["task", { description: "Find a.", subagent_type: "finder" }, "t"]),
    say("All done."),
  );
  const helper = script(say("h", ["find", { id: "a" }, "1"]), say("It is a."));
  const finder = { name: "finder", description: "Finds.", systemPrompt: "Help.", tools: [find] };
  const agent = createDeepAgent({
    model: chief as never,
    systemPrompt: "Lead.",
    subagents: [{ ...finder, model: helper as never }],
  });
  const trajectory = await record((options) => agent.invoke(ask("go"), options));
  expectTold(trajectory, chief, helper);
  expect(rowsOf(trajectory)).toEqual({
    verdicts: ["trained", "trained", "trained", "trained"],
    rows: [
      [
        "model_request",
        "system: Lead.",
        "user: go",
        '*assistant: I delegate. | task {"description":"Find a.","subagent_type":"finder"}',
        "tool: It is a.",
        "*assistant: All done.",
      ],
      [
        "tools/model_request",
        "system: Help.",
        "user: Find a.",
        '*assistant: h | find {"id":"a"}',
        "tool: found a",
        "*assistant: It is a.",
      ],
    ],
  });
  const offered = listModelCalls(trajectory).map(({ tools }) =>
    tools?.map((one) => one.function.name),
  );
  const [ofChief, ofHelper] = [
    [...FILE_TOOLS, "task"],
    ["find", ...FILE_TOOLS],
  ];
  expect(offered).toEqual([ofChief, ofHelper, ofHelper, ofChief]);
});
