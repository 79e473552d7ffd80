import { z } from "zod";
import { toolDefinitionsSchema } from "../../../distill/episode/call-tool.js";
import { createRoute } from "../../http/route.js";
import type { StudentService } from "../student-service.js";

/** `GET /tools`: the tool definitions of a chat request, identical to those in training. */
export function listToolsRoute({ definitions }: StudentService) {
  return createRoute({
    method: "get",
    path: "/tools",
    operationId: "listTools",
    summary: "List the tools that the student was trained with, for the tools of a chat request.",
    output: z.strictObject({ tools: toolDefinitionsSchema }),
    handle: () => ({ tools: definitions }),
  });
}
