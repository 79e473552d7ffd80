import type { Conversation } from "../linear/conversation.js";
import { oncePer } from "../linear/once-per.js";

/** Tools as JSON text, which survives every reader of a column. */
export const toolsText = oncePer((tools: Conversation["tools"]) => JSON.stringify(tools));
