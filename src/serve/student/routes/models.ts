import { z } from "zod";
import type { HttpError } from "../../http/http-error.js";
import { createRoute } from "../../http/route.js";
import { SETTING_NAMES } from "../settings.js";
import type { StudentService } from "../student-service.js";

const modelSchema = z.strictObject({
  id: z.string(),
  object: z.literal("model"),
  created: z.int().describe("Start time of the server, in Unix seconds."),
  owned_by: z.string(),
  supported_parameters: z
    .array(z.enum(SETTING_NAMES))
    .describe(
      "Settings that have an effect; others are accepted, ignored, and listed in the response.",
    ),
});

/** `GET /v1/models`: the one model that is served. */
export function listModelsRoute(service: StudentService) {
  return createRoute({
    method: "get",
    path: "/v1/models",
    operationId: "listModels",
    summary: "List the model that is served.",
    output: z.strictObject({ object: z.literal("list"), data: z.array(modelSchema) }),
    handle: () => ({ object: "list" as const, data: [describeModel(service)] }),
  });
}

/** `GET /v1/models/{model}`: the model by name. */
export function getModelRoute(service: StudentService) {
  return createRoute({
    method: "get",
    path: "/v1/models/{model}",
    operationId: "getModel",
    summary: "Describe a model.",
    errors: ["MODEL_NOT_FOUND"],
    output: modelSchema,
    handle: (_, { model = "" }) =>
      model === service.name ? describeModel(service) : modelNotFound(model, service),
  });
}

/** The error for a model name that is not served. */
export function modelNotFound(model: string, { name }: Pick<StudentService, "name">): HttpError {
  return {
    errorCode: "MODEL_NOT_FOUND",
    parameter: "model",
    message: `There is no model ${JSON.stringify(model)}.`,
    remedy: `Use ${JSON.stringify(name)}.`,
  };
}

function describeModel({ name, created, adjustable }: StudentService) {
  return {
    id: name,
    object: "model" as const,
    created,
    owned_by: "langgraph-star",
    supported_parameters: [...(adjustable?.honors ?? [])],
  };
}
