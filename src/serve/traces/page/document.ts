import { createHash } from "node:crypto";
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

/** The page that a server sends; script, style and runs are loaded from beside it. */
export const SERVED_PAGE = toDocument({
  head: '<link rel="stylesheet" href="page.css" />',
  body: '<script src="page.js"></script>',
});

/** Blocks of base64 by the id of their element. */
type Blocks = Iterable<readonly [id: string, base64: string]>;

/**
 * A page that contains its script, its style and its data, and may load nothing: the policy allows exactly this script and this style by
 * their hashes. Data is base64, which contains no markup.
 */
export function toSelfContainedPage(blocks: Blocks): string {
  const { script, style } = pageAssets;
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ];
  const data = Array.from(
    blocks,
    ([id, base64]) => `<script type="application/octet-stream" id="${id}">${base64}</script>`,
  );
  return toDocument({
    head: `<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}" /><style>${style}</style>`,
    body: `${data.join("\n")}\n<script>${script}</script>`,
  });
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function toDocument({ head, body }: { readonly head: string; readonly body: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<title>Traces</title>
<link rel="icon" href="data:," />
${head}
</head>
<body>
<div id="app"></div>
<noscript>This page needs JavaScript. In a terminal, star trace FILE prints the same runs.</noscript>
${body}
</body>
</html>
`;
}
