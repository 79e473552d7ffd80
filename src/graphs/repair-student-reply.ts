import type { AIMessage, BaseMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import type { ItemId } from "../types.js";
import { repairReply } from "./reading/repair-reply.js";
import { reportReading } from "./reading/report-reading.js";
import { readStudentRanking } from "./reading/student-ranking.js";
import { listToolCalls } from "./tool-calls.js";

interface StudentReplyOptions {
  /** The conversation before the reply. */
  readonly messages: readonly BaseMessage[];
  readonly tools: readonly StructuredToolInterface[];
  readonly candidates: readonly ItemId[];
}

/** A reply of a student: tool calls, or a ranking of candidates. */
export interface StudentReply {
  /** The given message, unless its calls or its ranking were found by a repair. */
  readonly message: AIMessage;
  /** Possibly not all candidates; empty with tool calls. */
  readonly ranking: ItemId[];
}

/**
 * Repairs a reply that has not the form of the training text, like those of the teacher's roles. A reply in which that finds neither
 * calls nor more candidates is passed through, and the tool of a call whose arguments cannot be read answers what is missing.
 *
 * @param strict - The reply as it is.
 */
export async function repairStudentReply(
  strict: StudentReply,
  { messages, tools, candidates }: StudentReplyOptions,
): Promise<StudentReply> {
  const { message: given } = strict;
  if (strict.ranking.length > 0) {
    const more = readStudentRanking(given.text, candidates);
    await reportReading({ repairs: more.repairs });
    return { message: given, ranking: [...more.ranking] };
  }
  const { reply, repairs } = repairReply(given, messages, tools);
  const isCalling = listToolCalls(reply).length > 0;
  const read = isCalling ? NO_RANKING : readStudentRanking(reply.text, candidates);
  const unreadable = whyUnreadable(given, reply, read.ranking);
  if (unreadable !== undefined) {
    await reportReading({ repairs: [], unreadable });
    return strict;
  }
  await reportReading({
    repairs: [...repairs, ...read.repairs],
    ...(reply !== given && { reply }),
  });
  return { message: reply, ranking: [...read.ranking] };
}

const NO_RANKING = { ranking: [], repairs: [] } as const;

function whyUnreadable(
  given: AIMessage,
  reply: AIMessage,
  ranking: readonly ItemId[],
): string | undefined {
  if (isBroken(given) && isBroken(reply)) return "The arguments of its calls are not JSON.";
  const isRead = listToolCalls(reply).length > 0 || ranking.length > 0;
  return isRead ? undefined : "It has neither a tool call nor a ranking.";
}

/** Whether a message has calls, of which none can be read. */
function isBroken({ tool_calls = [], invalid_tool_calls = [] }: AIMessage): boolean {
  return tool_calls.length === 0 && invalid_tool_calls.length > 0;
}
