import { z } from "zod";
import type { Conversation } from "../../distill/transcript/conversation.js";
import { IMPLIED_ARGUMENT } from "./read-turn.js";

/** What has to be known of a tool to write a call of it. */
export interface ToolSignature {
  /** Parameters that a call spells out, in order. */
  readonly spelled: readonly string[];
  /** Which of them are numbers. */
  readonly numbers: ReadonlySet<string>;
  /** Whether it takes the user, who is not spelled out. */
  readonly hasUser: boolean;
}

const schema = z.object({
  properties: z.record(z.string(), z.looseObject({ type: z.string().optional() })).default({}),
});

/** The signatures of the tools on offer, by name. */
export function readSignatures(tools: Conversation["tools"]): Map<string, ToolSignature> {
  return new Map(
    tools.map(({ function: { name, parameters } }) => {
      const properties = Object.entries(schema.parse(parameters).properties);
      const spelled = properties.filter(([parameter]) => parameter !== IMPLIED_ARGUMENT);
      const numbers = spelled.filter(([, { type }]) => type === "integer" || type === "number");
      return [
        name,
        {
          spelled: spelled.map(([parameter]) => parameter),
          numbers: new Set(numbers.map(([parameter]) => parameter)),
          hasUser: spelled.length < properties.length,
        },
      ];
    }),
  );
}
