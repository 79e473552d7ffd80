// Bundles src/trace-page to src/serve/traces/page/assets.ts: npm run page
import { writeFile } from "node:fs/promises";
import { bundleTracePage } from "./bundle-trace-page.js";

const TARGET = "src/serve/traces/page/assets.ts";

const { script, style } = await bundleTracePage();
await writeFile(
  TARGET,
  `/** The script of \`src/trace-page\`, base64: the output of \`npm run page\`. */
export const PAGE_SCRIPT =
${toLiteral(script)};

/** Its style sheet, base64. */
export const PAGE_STYLE =
${toLiteral(style)};
`,
);

function toLiteral(text: string): string {
  const lines =
    Buffer.from(text)
      .toString("base64")
      .match(/.{1,100}/g) ?? [];
  return lines.map((line) => `  "${line}"`).join(" +\n");
}
