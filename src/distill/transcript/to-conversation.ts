import { StarError } from "../../errors.js";
import { STUDENT_PROMPT } from "../../graphs/agents/student-prompt.js";
import { writeBlock } from "../../text/blocks.js";
import { escapeTemplateTokens } from "../../text/data-text.js";
import { memoizeByObject } from "../../text/memoize.js";
import { taskPromptOf } from "../../trajectory/task-prompt-of.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { Conversation, Message } from "./conversation.js";
import { type LinearStep, toLinearSteps } from "./to-linear-steps.js";

/**
 * Converts a multi-agent trajectory into the conversation of a single agent: the student's system prompt, the task prompt, one
 * tool call per turn with its answer, and the reflection and the recommendation in the last turn. Comments on an answer are at
 * the start of the next turn. Failed, unanswered and redundant tool calls are left out, as are all but the last of several
 * summaries of one history. Tools are sorted by name. A trajectory without a task keeps its own prompt.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when the trajectory is not completed, is incomplete, or has no task prompt.
 *
 * @example
 * ```ts
 * import { createTasks, fitCollaborativeIndex, fitInteractions, loadDataset } from "langgraph-star";
 * import { createTeacherHost, TEACHER_DEFAULTS, toConversation } from "langgraph-star/export";
 *
 * const sizes = { users: 60, items: 80, interactions: 1_200 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const model = { spec: "offline", temperature: 0, seed: 1 };
 * const host = createTeacherHost({ index, dataset, model });
 * for (const task of createTasks(dataset, { split: "test", limit: 1 }).tasks) {
 *   const trajectory = await host.record({ settings: TEACHER_DEFAULTS, task, sample: 0 });
 *   const { messages } = toConversation(trajectory);
 *   console.log(messages.map(({ role }) => role)); // ["system", "user", "assistant", "tool", ...]
 * }
 * ```
 */
export function toConversation(trajectory: Trajectory): Conversation {
  assertComplete(trajectory);
  const { tools, messages } = toPrompt(trajectory);
  return { tools, messages: [...messages, ...toMessages(toLinearSteps(trajectory))] };
}

/**
 * The part of {@link toConversation} before the first assistant turn.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when the trajectory has no task prompt.
 */
export function toPrompt(trajectory: Trajectory): Conversation {
  return { tools: sortTools(trajectory.tools), messages: toPromptMessages(trajectory) };
}

// Equal input gives the identical list, so that callers can memoize by object as well.
const sortTools = memoizeByObject((tools: Trajectory["tools"]) =>
  [...tools].sort((one, other) => (one.function.name < other.function.name ? -1 : 1)),
);

function assertComplete({ id, status, incomplete }: Trajectory): void {
  if (status === "completed" && !incomplete) return;
  throw new StarError("TRAJECTORY_INVALID", {
    message: `The trajectory "${id}" is ${status === "completed" ? "incomplete" : status}.`,
    remedy: "Filter trajectories with keepByOutcome first, which drops these.",
  });
}

function toPromptMessages(trajectory: Trajectory): Message[] {
  const { id, task, prompt } = trajectory;
  if (task === null) {
    return prompt.map(({ role, content }) => ({ role, content: escapeTemplateTokens(content) }));
  }
  const taskPrompt = taskPromptOf(trajectory);
  if (taskPrompt === undefined) {
    throw new StarError("TRAJECTORY_INVALID", {
      message: `The trajectory "${id}" has no user message with the task.`,
      remedy: "Record the graph from its first model call on.",
    });
  }
  return [
    { role: "system", content: STUDENT_PROMPT },
    { role: "user", content: escapeTemplateTokens(taskPrompt) },
  ];
}

/** Every tool call ends a turn. */
function toMessages(steps: readonly LinearStep[]): Message[] {
  const messages: Message[] = [];
  let blocks: string[] = [];
  for (const step of steps) {
    if (step.kind !== "tool_call") {
      blocks.push(writeBlock(step));
      continue;
    }
    const { name, arguments: args, answer } = step;
    const call = { type: "function", function: { name, arguments: args } } as const;
    messages.push(
      { role: "assistant", content: blocks.join("\n"), tool_calls: [call] },
      { role: "tool", name, content: answer },
    );
    blocks = [];
  }
  if (blocks.length > 0) messages.push({ role: "assistant", content: blocks.join("\n") });
  return messages;
}
