import { toDocument, toSelfContainedDocument } from "../../../text/self-contained-document.js";
import { PAGE_SCRIPT, PAGE_STYLE } from "./assets.js";

/** The page's script and style sheet. */
export const pageAssets = {
  script: decode(PAGE_SCRIPT),
  style: decode(PAGE_STYLE),
};

function decode(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}

/** Headers of the served page. Only the server itself is reached, and no text of a run can become a script. */
export const PAGE_HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
};

const TITLE = "Traces";
const ROOT = `<div id="app"></div>
<noscript>This page needs JavaScript. In a terminal, star trace FILE prints the same runs.</noscript>`;

/** The page that a server sends; script, style and runs are loaded from beside it. */
export const SERVED_PAGE = toDocument({
  title: TITLE,
  head: '<link rel="stylesheet" href="page.css" />',
  body: `${ROOT}\n<script src="page.js"></script>`,
});

/** Blocks of base64 by the id of their element. */
type Blocks = Iterable<readonly [id: string, base64: string]>;

/** A page that contains its script, its style and its data, and may load nothing. Data is base64, which contains no markup. */
export function toSelfContainedPage(blocks: Blocks): string {
  const data = Array.from(
    blocks,
    ([id, base64]) => `<script type="application/octet-stream" id="${id}">${base64}</script>`,
  );
  return toSelfContainedDocument({
    title: TITLE,
    ...pageAssets,
    body: `${ROOT}\n${data.join("\n")}`,
  });
}
