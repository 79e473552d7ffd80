import { z } from "zod";
import type { Conversation } from "../../distill/transcript/conversation.js";
import { IMPLIED_ARGUMENT } from "./read-turn.js";

/** What the student needs to know about a tool to call it. */
export interface ToolSignature {
  /** Parameters for which the student writes a token, in order. */
  readonly parameters: readonly string[];
  /** The numeric ones among them. */
  readonly numeric: ReadonlySet<string>;
  /** Whether the tool also takes the task's user, which is filled in without a token. */
  readonly takesUser: boolean;
}

const schema = z.object({
  properties: z.record(z.string(), z.looseObject({ type: z.string().optional() })).default({}),
});

/** Signatures of the available tools, by tool name. */
export function readSignatures(tools: Conversation["tools"]): Map<string, ToolSignature> {
  return new Map(
    tools.map(({ function: { name, parameters } }) => {
      const properties = Object.entries(schema.parse(parameters).properties);
      const written = properties.filter(([parameter]) => parameter !== IMPLIED_ARGUMENT);
      const numeric = written.filter(([, { type }]) => type === "integer" || type === "number");
      return [
        name,
        {
          parameters: written.map(([parameter]) => parameter),
          numeric: new Set(numeric.map(([parameter]) => parameter)),
          takesUser: written.length < properties.length,
        },
      ];
    }),
  );
}
