import { z } from "zod";
import { toolsSchema } from "../../../distill/episode/call-tool.js";
import { createRoute } from "../../http/route.js";
import type { Site } from "../site.js";

/** `GET /tools`: what a client of the model offers it, word for word as in training. */
export function listToolsRoute({ definitions }: Site) {
  return createRoute({
    method: "get",
    path: "/tools",
    name: "listTools",
    summary: "List the tools that the student was trained with, for the tools of a chat request.",
    output: z.strictObject({ tools: toolsSchema }),
    answer: () => ({ tools: definitions }),
  });
}
