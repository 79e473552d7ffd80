/**
 * An HTTP app as functions of web standard requests, such as an app of hono. Mount it with `fetch`, for example with hono's
 * `server.mount("/student", app.fetch)`, or call it without a port with `request`.
 */
export interface WebApp {
  /** Answers a request. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Answers a request to a path or URL. */
  readonly request: (
    input: string | URL | Request,
    init?: RequestInit,
  ) => Response | Promise<Response>;
}
