import type { StructuredToolInterface } from "@langchain/core/tools";
import type { Evidence } from "../collaborative/evidence/evidence.js";
import type { ToolName } from "../text/names.js";
import type { Dataset, VisibleTask } from "../types.js";
import type { FindSubject } from "./tool-subject.js";

/** What tools are built from. */
export interface ToolParts {
  readonly findSubject: FindSubject;
  readonly dataset: Pick<Dataset, "items" | "clock">;
  readonly evidence: Evidence;
}

/** Arguments of a tool call. */
export type ToolCallArguments = Readonly<Record<string, string | number>>;

/** One tool of the collection, as `createTools` and `checkLeaks` use it. */
export interface ToolModule {
  readonly name: ToolName;
  /** The option of `createTools` that removes the tool; none for a tool that is always there. */
  readonly option?: "neighbors" | "evidence";
  create(parts: ToolParts): StructuredToolInterface;
  /** Calls whose answers together show everything that the tool can reveal about a task. */
  leakCalls(task: VisibleTask): readonly ToolCallArguments[];
}
