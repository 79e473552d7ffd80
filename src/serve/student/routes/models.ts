import { z } from "zod";
import type { Refusal } from "../../http/refusal.js";
import { createRoute } from "../../http/route.js";
import { SETTING_NAMES } from "../settings.js";
import type { Site } from "../site.js";

const modelSchema = z.strictObject({
  id: z.string(),
  object: z.literal("model"),
  created: z.int().describe("When the server began, in Unix seconds."),
  owned_by: z.string(),
  supported_parameters: z
    .array(z.enum(SETTING_NAMES))
    .describe(
      "Settings that have an effect; others are accepted, ignored, and named in the answer.",
    ),
});

/** `GET /v1/models`: the one model that is served. */
export function listModelsRoute(site: Site) {
  return createRoute({
    method: "get",
    path: "/v1/models",
    name: "listModels",
    summary: "List the model that is served.",
    output: z.strictObject({ object: z.literal("list"), data: z.array(modelSchema) }),
    answer: () => ({ object: "list" as const, data: [describeModel(site)] }),
  });
}

/** `GET /v1/models/{model}`. */
export function getModelRoute(site: Site) {
  return createRoute({
    method: "get",
    path: "/v1/models/{model}",
    name: "getModel",
    summary: "Describe a model.",
    refusals: ["MODEL_NOT_FOUND"],
    output: modelSchema,
    answer: (_, { model = "" }) =>
      model === site.name ? describeModel(site) : noModel(model, site),
  });
}

export function noModel(model: string, { name }: Pick<Site, "name">): Refusal {
  return {
    refused: "MODEL_NOT_FOUND",
    parameter: "model",
    message: `There is no model ${JSON.stringify(model)} here.`,
    remedy: `Ask for ${JSON.stringify(name)}.`,
  };
}

function describeModel({ name, created, adjustable }: Site) {
  return {
    id: name,
    object: "model" as const,
    created,
    owned_by: "langgraph-star",
    supported_parameters: [...(adjustable?.honors ?? [])],
  };
}
