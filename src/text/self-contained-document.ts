import { createHash } from "node:crypto";

/** Parts of an HTML document. All of them are markup. */
interface DocumentParts {
  readonly title: string;
  readonly head: string;
  readonly body: string;
}

/** An HTML document in English, for light and dark mode and every width. It has an empty icon, so that browsers ask for none. */
export function toDocument({ title, head, body }: DocumentParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<title>${title}</title>
<link rel="icon" href="data:," />
${head}
</head>
<body>
${body}
</body>
</html>
`;
}

/**
 * A document that contains its script and its style and may load nothing: the policy allows exactly this script and this style by their
 * hashes. Attributes with styles or event handlers have no effect.
 */
export function toSelfContainedDocument({
  title,
  style,
  body,
  script,
}: Omit<DocumentParts, "head"> & {
  readonly style: string;
  readonly script: string;
}): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return toDocument({
    title,
    head: `<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}" /><style>${style}</style>`,
    body: `${body}\n<script>${script}</script>`,
  });
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
