import { readFile } from "node:fs/promises";
import { build, transform } from "esbuild";

const SOURCE = "src/trace-page";

// The licenses of what is bundled require their notices.
const NOTICE = `/*! Contains Preact (c) 2015-present Jason Miller and @preact/signals (c) 2022-present Preact Team, both under the MIT License. */`;

/** Bundles and minifies the script and the style sheet of the trace page. The same source gives the same text. */
export async function bundleTracePage(): Promise<{
  readonly script: string;
  readonly style: string;
}> {
  const { outputFiles } = await build({
    entryPoints: [`${SOURCE}/main.tsx`],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
    platform: "browser",
    jsx: "automatic",
    jsxImportSource: "preact",
    charset: "ascii",
    legalComments: "none",
    banner: { js: NOTICE },
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const { code: style } = await transform(await readFile(`${SOURCE}/style.css`, "utf8"), {
    loader: "css",
    minify: true,
    target: "chrome110",
  });
  return { script: outputFiles[0]?.text ?? "", style };
}
