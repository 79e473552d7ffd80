import * as callbackManager from "@langchain/core/callbacks/manager";
import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { LangChainInstrumentation } from "@arizeai/openinference-instrumentation-langchain";
import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";
import { CallbackHandler } from "@langfuse/langchain";
import { context, trace } from "@opentelemetry/api";
import { JsonTraceSerializer } from "@opentelemetry/otlp-transformer";
import { InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { TrajectoryRecorder } from "../../../src/entries/recorder.js";

/** A real instrumentation of LangChain.js. It stays active for all later runs in the process. */
export type Instrumentation = "openinference" | "langfuse";

/** Runs graphs with an instrumentation; returns the recordings, and the spans in OpenTelemetry's JSON encoding. */
export function createTracing(instrumentation: Instrumentation) {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  // Both are global to the process; a second registration would be ignored.
  trace.disable();
  context.disable();
  provider.register();
  if (instrumentation === "openinference") {
    new LangChainInstrumentation({ tracerProvider: provider }).manuallyInstrument(callbackManager);
  }
  return async (run: (callbacks: BaseCallbackHandler[]) => Promise<unknown>) => {
    exporter.reset();
    const recorder = new TrajectoryRecorder();
    const handlers = instrumentation === "langfuse" ? [new CallbackHandler()] : [];
    await run([recorder, ...(handlers as never[])]);
    await awaitAllCallbacks();
    const bytes = JsonTraceSerializer.serializeRequest(exporter.getFinishedSpans());
    const spans: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return { recordings: recorder.recordings(), spans };
  };
}
