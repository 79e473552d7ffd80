import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { bundleTracePage } from "../../scripts/bundle-trace-page.js";
import { pageAssets } from "../../src/serve/traces/page/document.js";

describe("the page's script and style", () => {
  it("are those of src/trace-page: npm run page", async () => {
    expect(pageAssets).toEqual(await bundleTracePage());
  });

  it("have less than 40 kB, compressed", () => {
    expect(gzipSync(pageAssets.script).length).toBeLessThan(40_000);
  });

  it("make no markup from text, run no text, and contain no end of a script", () => {
    const { script, style } = pageAssets;
    expect(script).not.toMatch(
      /\beval\(|new Function|document\.write|insertAdjacentHTML|<\/script/i,
    );
    expect(style).not.toMatch(/url\(|@import|<\/style/i);
  });
});
