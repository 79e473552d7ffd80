import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

const PLACES = [
  process.env["CHROMIUM_PATH"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Path of the machine's browser; undefined if it has none. */
export const BROWSER = PLACES.find((path) => path !== undefined && existsSync(path));

/** Why tests are skipped on a machine without a browser; part of their names. */
export const NEEDS = BROWSER === undefined ? " (skipped: no Chromium; set CHROMIUM_PATH)" : "";

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: BROWSER ?? "", args: ["--no-sandbox"] });
}

/** Opens a page that notes everything that goes wrong, and every request to another place. */
export async function openPage(
  browser: Browser,
  url: string,
  options: Parameters<Browser["newPage"]>[0] = {},
): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  page.setDefaultTimeout(50_000);
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() !== "log") problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("dialog", (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const origin = url.startsWith("file:") ? "file:" : new URL(url).origin;
  page.on("request", (request) => {
    const target = request.url();
    if (!target.startsWith(origin) && !/^(?:data|blob):/.test(target))
      problems.push(`request to ${target}`);
  });
  await page.goto(url);
  return { page, problems };
}
