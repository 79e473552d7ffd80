import type { ComponentChildren } from "preact";

interface ScrollProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** A part that is wider than a small screen. It takes the focus, so that arrow keys can scroll it. */
export function Scroll({ label, children }: ScrollProps) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}
