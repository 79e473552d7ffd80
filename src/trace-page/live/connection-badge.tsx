import { safeText } from "../../trajectory/print/safe-text.js";
import { connection, live } from "./follow.js";

const TEXTS = {
  open: ["live", "New runs appear by themselves."],
  lost: ["not connected", "The page connects again by itself as long as the server runs."],
  over: ["ended", "The server has ended. What was loaded stays."],
} as const;

/** Whether the page follows the file. */
export function ConnectionBadge() {
  const state = connection.value;
  if (state === "none") return null;
  const problem = live.value?.problem ?? "";
  const [text, meaning] = problem === "" ? TEXTS[state] : ["file cannot be read", problem];
  return (
    <span
      class={`connection ${problem === "" ? state : "lost"}`}
      role="status"
      title={safeText(meaning)}
    >
      {text}
    </span>
  );
}
