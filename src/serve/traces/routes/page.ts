import { z } from "zod";
import { createRoute, type Route } from "../../http/route.js";
import { PAGE_HEADERS, pageAssets, SERVED_PAGE } from "../page/document.js";

/** The page with its script and style. */
export function pageRoutes(prefix: string): Route[] {
  const files = [
    ["", SERVED_PAGE, "text/html; charset=utf-8"],
    ["page.js", pageAssets.script, "text/javascript; charset=utf-8"],
    ["page.css", pageAssets.style, "text/css; charset=utf-8"],
  ] as const;
  return files.map(([name, content, type]) =>
    createRoute({
      method: "get",
      path: `${prefix}/${name}`,
      operationId: `page${name}`,
      summary: "A file of the page.",
      mediaType: type,
      output: z.custom<Response>(),
      handle: () => new Response(content, { headers: { ...PAGE_HEADERS, "Content-Type": type } }),
    }),
  );
}
