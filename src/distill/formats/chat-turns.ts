import { writeHead, type Head } from "../linear/template-head.js";
import { TURN_END, TURN_START } from "../linear/split-turns.js";

/**
 * Turns as LLaMA-Factory and ms-swift write them, from templates of their own: the text that is meant to be the chat template's.
 */
export const chatTurns = {
  /** Both put two empty lines before the tools, whether or not there is a system prompt. Without either there is no such turn. */
  system: ({ system = "", tools }: Head) =>
    system === "" && tools.length === 0
      ? ""
      : `${TURN_START}system\n${writeHead({ system, tools }) ?? ""}${TURN_END}\n`,
  user: (content: string) => `${TURN_START}user\n${content}${TURN_END}\n${TURN_START}assistant\n`,
  answer: (content: string) =>
    `${TURN_START}user\n<tool_response>\n${content}\n</tool_response>${TURN_END}\n${TURN_START}assistant\n`,
  end: `${TURN_END}\n`,
};
