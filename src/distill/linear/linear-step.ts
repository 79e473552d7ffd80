import type { BlockKind } from "./blocks.js";
import type { ToolArguments } from "./conversation.js";

/** One thing that a single agent does: it writes a block, or it calls a tool and reads the answer. */
export type LinearStep =
  | { readonly kind: BlockKind; readonly text: string }
  | {
      readonly kind: "tool_call";
      readonly name: string;
      readonly arguments: ToolArguments;
      readonly answer: string;
    };
