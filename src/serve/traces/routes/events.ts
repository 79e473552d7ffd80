import { z } from "zod";
import { createEventStream } from "../../http/event-stream.js";
import { createRoute, type Route } from "../../http/route.js";
import { liveEvents, type LiveEventsOptions } from "../live/live-events.js";

/** Options of {@link eventsRoute}. */
export interface EventsRouteOptions extends Omit<LiveEventsOptions, "client"> {
  /** First part of the path. */
  readonly prefix: string;
}

/** `GET events`: server-sent events with the state of the file and of the runs in progress. */
export function eventsRoute({ prefix, ...options }: EventsRouteOptions): Route {
  return createRoute({
    method: "get",
    path: `${prefix}/events`,
    operationId: "followRuns",
    summary: "Follow the file and the runs in progress.",
    mediaType: "text/event-stream",
    output: z.custom<Response>(),
    handle(_, __, { signal }) {
      const gone = new AbortController();
      const client = AbortSignal.any([signal, gone.signal]);
      return createEventStream(liveEvents({ ...options, client }), {
        headers: { "X-Content-Type-Options": "nosniff" },
        onCancel: () => gone.abort(),
      });
    },
  });
}
