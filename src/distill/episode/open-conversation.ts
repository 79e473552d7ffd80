import { STUDENT_PROMPT } from "../../graphs/agents/student-prompt.js";
import { toGraphInput } from "../../graphs/opening.js";
import type { Dataset, VisibleTask } from "../../types.js";

/** The opening of a student's conversation about a task, word for word as the student graph opens it. */
export function openConversation(task: VisibleTask, dataset: Pick<Dataset, "items" | "clock">) {
  return [
    { role: "system" as const, content: STUDENT_PROMPT },
    { role: "user" as const, content: toGraphInput(task, dataset).opening },
  ];
}
