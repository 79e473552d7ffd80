import { StarError } from "../../errors.js";
import { STUDENT_PROMPT } from "../../graphs/agents/student-prompt.js";
import { writeBlock } from "../../text/blocks.js";
import { escapeTemplateTokens } from "../../text/data-text.js";
import { memoizeByObject } from "../../text/memoize.js";
import { withoutHeading } from "../../text/sections.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { Conversation, Message } from "./conversation.js";
import { type LinearStep, toLinearSteps } from "./to-linear-steps.js";

/**
 * A trajectory as the conversation that a student would have had: its system prompt, the task's opening, then one call a turn,
 * each turn beginning with what the answer before it said, and the reflection and the recommendation in the last.
 * {@link toLinearSteps} says what is left out. Tools stand in the order of their names, whichever agent was offered them first.
 * A graph that has nothing to do with recommendation keeps its own prompt.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when the trajectory is not complete or has no opening.
 */
export function toConversation(trajectory: Trajectory): Conversation {
  assertComplete(trajectory);
  const { tools, messages } = toOpening(trajectory);
  return { tools, messages: [...messages, ...toMessages(toLinearSteps(trajectory))] };
}

/**
 * What the student is asked: the part of {@link toConversation} before its first turn.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when the trajectory has no opening.
 */
export function toOpening(trajectory: Trajectory): Conversation {
  return { tools: sortTools(trajectory.tools), messages: toPrompt(trajectory) };
}

/** The same list for the same list, so that whoever prints it can remember it. */
const sortTools = memoizeByObject((tools: Trajectory["tools"]) =>
  [...tools].sort((one, other) => (one.function.name < other.function.name ? -1 : 1)),
);

function assertComplete({ id, status, incomplete }: Trajectory): void {
  if (status === "completed" && !incomplete) return;
  throw new StarError("TRAJECTORY_INVALID", {
    message: `The trajectory "${id}" is ${status === "completed" ? "incomplete" : status}.`,
    remedy: "Pass trajectories through keepByOutcome first, which drops such ones.",
  });
}

function toPrompt({ id, task, prompt }: Trajectory): Message[] {
  const own = prompt.map(({ role, content }) => ({ role, content: escapeTemplateTokens(content) }));
  if (task === null) return own;
  const opening = own.findLast(({ role }) => role === "user")?.content;
  if (opening === undefined) {
    throw new StarError("TRAJECTORY_INVALID", {
      message: `The trajectory "${id}" has no user message that tells the task.`,
      remedy: "Record the graph from its first model call on.",
    });
  }
  return [
    { role: "system", content: STUDENT_PROMPT },
    { role: "user", content: withoutHeading(opening, "Task") },
  ];
}

/** A call ends a turn. */
function toMessages(steps: readonly LinearStep[]): Message[] {
  const messages: Message[] = [];
  let written: string[] = [];
  for (const step of steps) {
    if (step.kind !== "tool_call") {
      written.push(writeBlock(step));
      continue;
    }
    const { name, arguments: given, answer } = step;
    const call = { type: "function", function: { name, arguments: given } } as const;
    messages.push(
      { role: "assistant", content: written.join("\n"), tool_calls: [call] },
      { role: "tool", name, content: answer },
    );
    written = [];
  }
  if (written.length > 0) messages.push({ role: "assistant", content: written.join("\n") });
  return messages;
}
