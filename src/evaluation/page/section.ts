import { html, type Html } from "../html.js";

/** A section of the page. */
export interface Section {
  /** Identifies it in links within the page. */
  readonly id: string;
  readonly title: string;
  readonly content: Html;
}

/** A section, if there is something for it. */
export function when(
  condition: boolean,
  id: string,
  title: string,
  content: () => readonly Html[],
): Section[] {
  return condition ? [{ id, title, content: html`${content()}` }] : [];
}

/** A chart below its explanation. */
export function figure(caption: string, chart: Html): Html {
  return html`<figure>
    <figcaption class="quiet">${caption}</figcaption>
    ${chart}
  </figure>`;
}

/** Content that is shown on demand. */
export function folded(summary: string, content: Html): Html {
  return html`<details>
    <summary>${summary}</summary>
    ${content}
  </details>`;
}
