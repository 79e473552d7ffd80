import { z } from "zod";
import { createOpenApi, type OpenApiOptions } from "./open-api.js";
import { createRoute, type Route } from "./route.js";

/** `GET /openapi.json`: what the other routes take and answer. */
export function describeRoute(options: OpenApiOptions): Route {
  const document = createOpenApi(options);
  return createRoute({
    method: "get",
    path: "/openapi.json",
    name: "describe",
    summary: "This description.",
    output: z.looseObject({}),
    answer: () => document,
  });
}
