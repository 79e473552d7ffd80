import { describe, expect, it } from "vitest";
import { html, trustedHtml } from "../../src/evaluation/html.js";

describe("html", () => {
  it("escapes text, including lists and quoted attributes", () => {
    const list = ["<b>", 2].map((entry) => html`<i title="${entry}">${entry}</i>`);
    expect(html`<p class="${`"'&`}">${list}</p>`.html).toBe(
      '<p class="&quot;&#39;&amp;"><i title="&lt;b&gt;">&lt;b&gt;</i><i title="2">2</i></p>',
    );
  });

  it("inserts safe markup unchanged and nothing for undefined", () => {
    expect(html`${trustedHtml("<svg/>")}${undefined}`.html).toBe("<svg/>");
  });
});
