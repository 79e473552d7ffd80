import { isRemoteModel } from "../../models/chat-model.js";
import { createEndpoint, type ModelEndpoint } from "../../models/endpoint/endpoint.js";
import { findStarError, modelFaultOf } from "../../models/model-fault.js";
import { createResponseCache, type ResponseCache } from "./response-cache.js";
import type { ModelSettings } from "./settings.js";

/** Options of {@link openServer}. */
export interface OpenServerOptions {
  readonly model: ModelSettings;
  /** Receives sentences about the server, see `createEndpoint`. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/** The connection to the server of a model. */
export interface ModelServer {
  /** With the cache, if there is one. */
  readonly endpoint: ModelEndpoint;
  /** Undefined without a cache. */
  readonly cache: ResponseCache | undefined;
}

/** Creates the connection that all models of one server share, with the cache of the settings. */
export function openServer({ model, onNote }: OpenServerOptions): ModelServer {
  const endpoint = createEndpoint({ limits: model.limits, onNote });
  const { cache: directory, spec } = model;
  if (directory === undefined || !isRemoteModel(spec)) return { endpoint, cache: undefined };
  const cache = createResponseCache({ endpoint, directory, onNote });
  return { endpoint: cache, cache };
}

/** True for the fault of a server that somebody must correct, and for a server that has not answered for minutes. */
export function endsEveryRun(error: unknown): boolean {
  return modelFaultOf(error) === "fatal" || findStarError(error)?.fields["isDown"] === true;
}
