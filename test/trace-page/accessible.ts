import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** The window of a phone. */
export const PHONE = { viewport: { width: 375, height: 780 } };

/** Nothing is wider than the window. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
  expect(overflow).toBeLessThanOrEqual(0);
}

/** WCAG 2.2, levels A and AA, as far as axe can check it. The page must have been opened with `bypassCSP`: axe is itself a script. */
export async function expectAccessible(page: Page): Promise<void> {
  await expectNoOverflow(page);
  await page.addScriptTag({ path: AXE });
  const found = await page.evaluate(
    "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })",
  );
  const { violations } = found as { violations: { id: string; nodes: { html: string }[] }[] };
  expect(
    violations.map(({ id, nodes }) => [
      id,
      nodes.slice(0, 2).map(({ html }) => html.slice(0, 200)),
    ]),
  ).toEqual([]);
}
