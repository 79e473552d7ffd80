import {
  isAIMessage,
  isBaseMessage,
  isToolMessage,
  type BaseMessage,
} from "@langchain/core/messages";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { z } from "zod";
import { describeValue } from "../../assert.js";
import { StarError } from "../../errors.js";
import type { GraphAgent } from "../agent-definition.js";
import { observationSchema, type AgentInput, type TaskContext } from "../state.js";
import { agentRequest, toObservations } from "./agent-request.js";

/**
 * A node that passes the question to a compiled graph and turns its answer into a finding. Reads the keys of `AgentInput`;
 * writes `findings`.
 *
 * @throws {StarError} `MODEL_ANSWER_INVALID`, when run, if the final state contains no answer.
 */
export function createGraphAgentNode({ name, graph }: GraphAgent) {
  return async (state: typeof AgentInput.State, config: LangGraphRunnableConfig<TaskContext>) => {
    const { round, question } = state;
    const output = await graph.invoke(
      { ...state, messages: [agentRequest(state)] },
      config as object,
    );
    const { answer, observations } = readOutput(name, output);
    return { findings: [{ agent: name, round, question, answer, observations }] };
  };
}

const outputSchema = z.object({
  answer: z.string().min(1).optional().catch(undefined),
  structuredResponse: z.record(z.string(), z.unknown()).optional().catch(undefined),
  messages: z.array(z.custom<BaseMessage>(isBaseMessage)).default([]).catch([]),
  observations: z.array(observationSchema).optional().catch(undefined),
});

function readOutput(name: string, output: unknown) {
  const read = outputSchema.safeParse(output).data;
  const last = read?.messages.findLast(isAIMessage)?.text;
  const answer =
    read?.answer ?? (read?.structuredResponse && JSON.stringify(read.structuredResponse)) ?? last;
  if (read === undefined || answer === undefined || answer === "") throw noAnswer(name, output);
  return {
    answer,
    observations: read.observations ?? toObservations(read.messages.filter(isToolMessage)),
  };
}

function noAnswer(name: string, output: unknown): StarError {
  return new StarError("MODEL_ANSWER_INVALID", {
    message: `The graph of agent ${name} ended without an answer; its final state is ${describeValue(output)}.`,
    remedy:
      "Let it write `answer`, `structuredResponse`, or an AI message with text at the end of `messages`.",
    fields: { agent: name },
  });
}
