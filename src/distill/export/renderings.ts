import type { Trajectory } from "../../trajectory/trajectory.js";
import { isFaithfulTranscript } from "../conversations/is-faithful.js";
import type { TrainingExample } from "./formats/records.js";
import { toShortConversation, hasShortConversation } from "../transcript/to-short-conversation.js";
import { toConversation } from "../transcript/to-conversation.js";
import type { Conversation } from "../transcript/conversation.js";
import type { ExportSettings } from "./settings.js";

/** How a trajectory is written. */
export const RENDERINGS = ["single-agent", "conversation"] as const;
/** One of {@link RENDERINGS}. */
export type Rendering = (typeof RENDERINGS)[number];

/** The rendering of a row. */
export function renderingOf(rollout: TrainingExample["rollout"]): Rendering {
  return rollout === undefined ? "single-agent" : "conversation";
}

/** Why a trajectory cannot be written in a rendering that the settings ask for. */
export type RenderingFault = "not_recorded" | "not_single_agent" | "no_evidence";

/** Chooses the renderings of a trajectory. */
export function renderingsOf(
  trajectory: Trajectory,
  { rows }: Pick<ExportSettings, "rows">,
): readonly Rendering[] {
  if (rows === "both") return RENDERINGS;
  if (rows === "short") return ["single-agent"];
  if (rows !== "auto") return [rows];
  const isTranscript =
    trajectory.task !== null || (statesSteps(trajectory) && isFaithfulTranscript(trajectory));
  return [isTranscript ? "single-agent" : "conversation"];
}

/** Finds a reason for which a rendering would not be faithful. */
export function findRenderingFault(
  trajectory: Trajectory,
  rendering: Rendering,
  { rows }: Pick<ExportSettings, "rows">,
): RenderingFault | undefined {
  if (rows === "short") return hasShortConversation(trajectory) ? undefined : "no_evidence";
  if (rendering === "conversation")
    return trajectory.calls === undefined ? "not_recorded" : undefined;
  if (trajectory.task !== null) return undefined;
  return isFaithfulTranscript(trajectory) ? undefined : "not_single_agent";
}

/** True if nodes have a `star_step`, or a `classify` function named the steps. */
function statesSteps({ steps }: Trajectory): boolean {
  return steps.some(({ kind }) => kind !== "analysis" && !kind.startsWith("tool_"));
}

/** The transcript of a trajectory as one agent, whole or short. */
export function toTranscript(
  trajectory: Trajectory,
  { rows }: Pick<ExportSettings, "rows">,
): Conversation {
  return rows === "short" ? toShortConversation(trajectory) : toConversation(trajectory);
}
