import * as callbackManager from "@langchain/core/callbacks/manager";
import { LangChainInstrumentation } from "@arizeai/openinference-instrumentation-langchain";
import { context, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TrajectoryRecorder } from "../../../src/entries/recorder.js";
import { toGraphInput } from "../../../src/graphs/graph-input.js";
import { createTeacher } from "../../../src/graphs/teacher.js";
import { OfflineModel } from "../../../src/models/offline/offline-model.js";
import { createTools } from "../../../src/tools/create-tools.js";
import { fitTinyShop, tinyShop } from "../../support/tiny-shop.js";
import { startCollector } from "./collector.js";

const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
const teacher = createTeacher({ llm: new OfflineModel(), tools }).compile({ name: "star-teacher" });

const instrumentation = new LangChainInstrumentation();

/** Sends the spans of one run with these settings; returns what was recorded meanwhile. */
async function runWith(settings: ConstructorParameters<typeof OTLPTraceExporter>[0]) {
  const exporter = new OTLPTraceExporter(settings);
  const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
  trace.disable();
  context.disable();
  provider.register();
  instrumentation.setTracerProvider(provider);
  const recorder = new TrajectoryRecorder();
  const question = { userId: "u1", history: [], candidates: ["d", "e"] };
  await teacher.invoke(toGraphInput(question, tinyShop), { callbacks: [recorder] });
  await provider.shutdown();
  return recorder.take();
}

describe("the recorder beside OpenTelemetry with OpenInference's conventions", () => {
  beforeAll(() => instrumentation.manuallyInstrument(callbackManager));
  afterAll(() => {
    trace.disable();
    context.disable();
  });

  it.each([
    { viewer: "Phoenix", path: "/v1/traces", headers: {} },
    {
      viewer: "Langfuse",
      path: "/api/public/otel/v1/traces",
      headers: { Authorization: `Basic ${btoa("pk-lf-1:sk-lf-2")}` },
    },
  ])("sends spans of all roles and tools to the endpoint of $viewer", async ({ path, headers }) => {
    const { url, received } = await startCollector();
    const { status, usage } = await runWith({ url: `${url}${path}`, headers });
    expect(status).toBe("completed");
    expect(received.length).toBeGreaterThan(0);
    for (const request of received) {
      expect(request).toMatchObject({ method: "POST", path });
      expect(request.headers["content-type"]).toBe("application/x-protobuf");
      expect(request.headers.authorization).toBe(headers.Authorization);
    }
    // Texts of protobuf messages are UTF-8 as they are.
    const body = Buffer.concat(received.map((request) => request.body)).toString("latin1");
    expect(body.split("openinference.span.kind").length - 1).toBeGreaterThan(usage.modelCalls);
    for (const name of ["star-teacher", "recent_interest", "OfflineModel", "ranker", "LLM"]) {
      expect(body).toContain(name);
    }
  });
});
