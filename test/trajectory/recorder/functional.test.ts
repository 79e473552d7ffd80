import { Command, MemorySaver, entrypoint, interrupt, task } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { TrajectoryRecorder } from "../../../src/entries/recorder.js";
import { RETRY, countingModel, lines } from "./support.js";

describe("the functional API", () => {
  it("is recorded as tasks of one agent, the entrypoint", async () => {
    const model = countingModel();
    let failures = 1;
    const steady = task("steady", async () => (await model.invoke("steady")).text);
    const flaky = task({ name: "flaky", retry: RETRY }, async () => {
      const { text } = await model.invoke("flaky");
      if (failures-- > 0) throw new Error("flaky task");
      return text;
    });
    const workflow = entrypoint("workflow", async () => {
      const [first, second] = await Promise.all([flaky(), steady()]);
      const metadata = { star_step: "recommend" };
      return [first, second, (await model.invoke("direct", { metadata })).text];
    });
    const recorder = new TrajectoryRecorder();
    expect(await workflow.invoke("go", { callbacks: [recorder] })).toEqual(["3", "2", "4"]);
    const recording = recorder.take();
    expect(lines(recording)).toEqual([
      "analysis workflow/flaky 1: 3",
      "analysis workflow/steady 1: 2",
      "recommend workflow 1: 4",
    ]);
    expect(recording).toMatchObject({ graph: "workflow", incomplete: false, status: "completed" });
  });

  it("keeps tasks that a resumption does not repeat", async () => {
    const model = countingModel();
    const think = task("think", async (text: string) => (await model.invoke(text)).text);
    const workflow = entrypoint(
      { name: "workflow", checkpointer: new MemorySaver() },
      async (text: string) => {
        const first = await think(text);
        const answer: string = interrupt("And?");
        return [first, await think(answer)];
      },
    );
    const recorder = new TrajectoryRecorder();
    const options = { callbacks: [recorder], configurable: { thread_id: "t" } };
    await workflow.invoke("go", options);
    await workflow.invoke(new Command({ resume: "on" }), options);
    const recording = recorder.take();
    expect(lines(recording)).toEqual([
      "analysis workflow/think 1: 1",
      "analysis workflow/think 1: 2",
    ]);
    expect(recording).toMatchObject({ status: "completed", discardedModelCalls: 0 });
  });
});
