import type { AIMessage, BaseMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import type { ItemId } from "../../types.js";
import { readRanking } from "../read-ranking.js";
import { listToolCalls } from "../tool-calls.js";
import { reportRepairs } from "./report-repairs.js";

interface StudentReplyOptions {
  readonly tools: readonly StructuredToolInterface[];
  readonly candidates: readonly ItemId[];
}

/** A reply of a student: tool calls, or a ranking of candidates. */
interface StudentReply {
  /** Repaired if needed. */
  readonly message: AIMessage;
  /** Possibly not all candidates; empty with tool calls. */
  readonly ranking: ItemId[];
}

/** Reads a student's reply. One that is not as it was trained is repaired like those of the teacher's roles. */
export async function readStudentReply(
  given: AIMessage,
  messages: readonly BaseMessage[],
  { tools, candidates }: StudentReplyOptions,
): Promise<StudentReply> {
  const strict = readRanking(given.text, candidates);
  const isCalling = listToolCalls(given).length > 0;
  if (strict.length === candidates.length && !isCalling) return { message: given, ranking: strict };
  const { repairReply } = await import("./repair-reply.js");
  const { reply, repairs } = repairReply(given, messages, tools);
  if (listToolCalls(reply).length > 0) {
    await reportRepairs(repairs);
    return { message: reply, ranking: [] };
  }
  const { readStudentRanking } = await import("./student-ranking.js");
  const read = readStudentRanking(reply.text, candidates);
  await reportRepairs([...repairs, ...read.repairs]);
  return { message: reply, ranking: [...read.ranking] };
}
