import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { slug } from "github-slugger";
import { defineConfig, type MarkdownRenderer } from "vitepress";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const { repository, description } = JSON.parse(
  readFileSync(join(ROOT, "package.json"), "utf8"),
) as {
  repository: { url: string };
  description: string;
};
const SOURCE = `${repository.url.replace(/\.git$/, "")}/blob/main`;

const page = (text: string, name: string) => ({ text, link: `/${name}` });

export default defineConfig({
  title: "langgraph-star",
  description,
  lang: "en",
  vite: { build: { chunkSizeWarningLimit: 2000 } }, // the page of the API
  // Pages of the site and files of the repository have the same anchors.
  // Text such as <plan> is text.
  markdown: {
    html: false,
    anchor: { slugify: (text) => slug(text) },
    config: (md) => {
      hideComments(md);
      linkToSource(md);
    },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      page("Get started", "getting-started"),
      page("Command line", "command-line"),
      page("API", "api/"),
      page("Results", "evaluation"),
    ],
    sidebar: [
      {
        text: "Start",
        items: [page("Get started", "getting-started"), page("Concepts", "concepts")],
      },
      {
        text: "How to",
        items: [
          page("Extend the graph", "extend-the-graph"),
          page("Use your own data", "data"),
          page("Use a real LLM", "models"),
          page("Record and export any graph", "exporting"),
          page("Train elsewhere", "trainers"),
          page("Train a language model", "train-an-llm"),
          page("Choose a student's chat template", "students"),
          page("Train a student in Node", "student"),
          page("Serve a student", "serving"),
          page("Trace and compare in the browser", "traces"),
          page("Trace in the terminal", "tracing"),
          page("Use other viewers", "viewers"),
          page("Use LangGraph Studio", "studio"),
          page("Run for hours", "long-runs"),
          page("Use many machines", "many-machines"),
        ],
      },
      {
        text: "Reference",
        items: [
          page("Command line", "command-line"),
          page("API", "api/"),
          page("The teacher", "teacher"),
          page("Trajectory format", "trajectory-format"),
          page("Environment server", "environment"),
          page("Errors", "errors"),
          page("Versions", "versioning"),
          page("Glossary", "glossary"),
        ],
      },
      {
        text: "Background",
        items: [
          page("Evaluation", "evaluation"),
          page("Performance", "performance"),
          page("The paper and this code", "papers"),
          page("Comparison with other tools", "comparison"),
          page("Testing", "testing"),
          page("Decisions", "decisions/"),
        ],
      },
    ],
  },
});

/** Comments for the check of code blocks, which would be shown without HTML. */
function hideComments(md: MarkdownRenderer): void {
  md.core.ruler.before("normalize", "hide_comments", (state) => {
    state.src = state.src.replace(/^<!--[^]*?-->$/gm, "");
  });
}

/** Links that leave `docs/` point to the repository; one to a file that does not exist fails the build. */
function linkToSource(md: MarkdownRenderer): void {
  md.core.ruler.push("link_to_source", ({ tokens, env }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.attrGet("href");
      if (token.type !== "link_open" || href === null || !href.startsWith("../")) continue;
      const path = posix.join("docs", dirname(env.relativePath), href);
      if (path.startsWith("docs/")) continue;
      if (!existsSync(join(ROOT, path.replace(/#.*/, ""))))
        throw new Error(`${env.relativePath} links to ${href}, which does not exist.`);
      token.attrSet("href", `${SOURCE}/${path}`);
    }
  });
}
