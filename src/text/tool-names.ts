/** Names of the tools, in the order in which `createTools` returns them. */
export const TOOL_NAMES = [
  "lookup_user_history",
  "search_neighbors",
  "translate_evidence",
] as const;
/** One of {@link TOOL_NAMES}. */
export type ToolName = (typeof TOOL_NAMES)[number];
