import { StarError } from "../../errors.js";
import { isRemoteModel } from "../../models/chat-model.js";
import type { ModelSettings } from "./settings.js";

const OPENAI_URL = "https://api.openai.com/v1";

/**
 * The address of the model's server, without user, password, query and slashes at the end: it identifies the server and has no
 * secrets. Undefined for a model without a server.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when the base URL is not an address of HTTP.
 */
export function serverAddress({
  spec,
  baseUrl = OPENAI_URL,
}: Pick<ModelSettings, "spec" | "baseUrl">): string | undefined {
  if (!isRemoteModel(spec)) return undefined;
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `The base URL "${baseUrl}" is not an address of HTTP.`,
      remedy: "Pass an address such as http://localhost:8000/v1.",
      fields: { option: "baseUrl", value: baseUrl },
    });
  }
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}`;
}
