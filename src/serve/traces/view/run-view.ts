import type { EvidenceKind } from "../../../text/evidence-kinds.js";
import type { Counterpart } from "../index/trace-list.js";
import type { MessageRecord, ModelCallRecord } from "../../../trajectory/model-call.js";
import type { Step, Trajectory } from "../../../trajectory/trajectory.js";

/** What the page shows of one run: the trajectory, and what is computed from it. Plain data; all of its texts are untrusted. */
export interface RunView {
  /** Position in the file, from 0. */
  readonly position: number;
  /** The run with the same id in another file of the list. */
  readonly counterpart: Counterpart | null;
  /** Everything but messages, calls, steps and prompt. */
  readonly run: Omit<Trajectory, "messages" | "calls" | "steps" | "prompt" | "schema">;
  readonly prompt: Trajectory["prompt"];
  readonly messages: readonly MessageRecord[];
  readonly calls: readonly ModelCallRecord[];
  readonly steps: readonly StepView[];
  readonly segments: readonly Segment[];
  readonly path: PathGraph;
  readonly ranks: readonly RankColumn[];
  readonly objections: readonly Objection[];
  /** Titles by id, as pairs: an id may be the name of a member that objects have. */
  readonly items: readonly (readonly [id: string, title: string])[];
  /** The history that the task's prompt states. */
  readonly history: readonly string[];
}

/** A step, and what is known about it. */
export type StepView = Step & StepDetails;

/** What is computed of one step. */
export interface StepDetails {
  /** Position of the segment that the step belongs to. */
  readonly segment: number;
  /** Position of the model call that wrote the step; null for a tool answer or where it is not recorded. */
  readonly call: number | null;
  /** The text in sentences, if it is a JSON answer of a role; null if it is as written. */
  readonly prose: string | null;
  /** The table in an answer of `translate_evidence`; null for any other step. */
  readonly evidence: EvidenceView | null;
}

/** A table of evidence with its columns explained. */
export interface EvidenceView {
  /** The line above the table. */
  readonly headline: string;
  readonly columns: readonly EvidenceColumn[];
  readonly rows: readonly {
    readonly itemId: string;
    readonly cells: readonly (EvidenceCell | null)[];
  }[];
}

/** One kind of evidence. */
export interface EvidenceColumn {
  readonly kind: EvidenceKind;
  readonly label: string;
  readonly meaning: string;
  /** The total that counts are a part of; null for a score. */
  readonly base: number | null;
}

/** One kind of evidence for one item. */
export interface EvidenceCell {
  /** Null for a score. */
  readonly value: number | null;
  readonly lift: number | null;
  /** Rank among the items that are new to the user, from 1. */
  readonly rank: number | null;
}

/** Steps in a row of one agent in one round. */
export interface Segment {
  /** Name of the agent, else of the node. */
  readonly name: string;
  readonly round: number;
  /** Positions of its steps. */
  readonly steps: readonly number[];
  /** Positions of its model calls. */
  readonly calls: readonly number[];
  /** Milliseconds since the start of the run; null where times are not recorded. */
  readonly startMs: number | null;
  readonly endMs: number | null;
  /** Model calls and tool executions with times. */
  readonly bars: readonly TimelineBar[];
  /** Number of the group of segments that ran side by side, from 0. */
  readonly wave: number;
  /** True if a delay of this segment would have delayed the run. */
  readonly isCritical: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** One execution in a timeline. */
export interface TimelineBar {
  readonly kind: "model" | "tool";
  readonly label: string;
  readonly startMs: number;
  readonly durationMs: number;
  /** Position of a step that it led to; null for a call that was discarded. */
  readonly step: number | null;
  readonly isError: boolean;
}

/** The path that a run took through its graph. */
export interface PathGraph {
  readonly nodes: readonly PathNode[];
  readonly edges: readonly PathEdge[];
}

/** An agent or node. */
export interface PathNode {
  readonly name: string;
  /** Position of the first group of segments in which it ran, and the place within that column. */
  readonly column: number;
  readonly row: number;
  /** Positions of its segments, in order. */
  readonly segments: readonly number[];
}

/** A transition that was taken. */
export interface PathEdge {
  /** Positions of nodes. */
  readonly from: number;
  readonly to: number;
  readonly times: number;
}

/** The order in which one agent, or the result, has the candidates. */
export interface RankColumn {
  readonly title: string;
  /** Position of the segment; null for the result. */
  readonly segment: number | null;
  /** Candidates, best first. */
  readonly order: readonly string[];
  /** Number of leading candidates that the agent named; the rest is in the order of the strongest evidence that it read. */
  readonly named: number;
}

/** A verdict of a reflector. */
export interface Objection {
  /** Position of its step. */
  readonly step: number;
  readonly round: number;
  readonly verdict: string;
  readonly reasoning: string;
  readonly revisions: readonly Revision[];
}

/** A question that sends an agent back to work. */
export interface Revision {
  readonly agent: string;
  readonly question: string;
  /** What the agent named before and after; null where it is not recorded. */
  readonly before: readonly string[] | null;
  readonly after: readonly string[] | null;
  /** Position of the segment that answers; null if there is none. */
  readonly segment: number | null;
}
