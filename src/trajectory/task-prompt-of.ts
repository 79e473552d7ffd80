import { parseSections } from "../text/sections.js";
import { memoizeByObject } from "../text/memoize.js";
import { listCandidates } from "../text/task-prompt.js";
import { textOf } from "./message-text.js";
import type { Trajectory } from "./trajectory.js";

/**
 * The task prompt that the agents of a trajectory read. A role that does not rank reads one without candidates, so that the first
 * message with them is taken.
 *
 * @returns Undefined if the trajectory contains no user message.
 */
export const taskPromptOf = memoizeByObject(
  ({ prompt, messages = [] }: Trajectory): string | undefined => {
    const read = [...prompt, ...messages].filter(({ role }) => role === "user").map(textOf);
    const whole = read.find((text) => listCandidates(text).length > 0);
    const text = whole ?? prompt.findLast(({ role }) => role === "user")?.content;
    return text === undefined ? undefined : (parseSections(text).get("Task") ?? text);
  },
);
