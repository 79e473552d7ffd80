/** Style sheet of the report page, in light or dark mode, for wide screens and phones. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --page: #fff; --card: #f6f8fa; --text: #1b1f24; --muted: #596373; --line: #d9dee5;
  --accent: #1f5fbf; --better: #14795a; --worse: #b5460f; --warn: #fff3d6; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14171b; --card: #1c2127; --text: #e6e9ee; --muted: #a3adba; --line: #343b45;
    --accent: #7fb2ff; --better: #5fd0a5; --worse: #ff9d66; --warn: #3b3015; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1040px; padding: 32px 24px 64px; background: var(--page);
  color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 19px; margin: 44px 0 8px; scroll-margin-top: 12px; overflow-wrap: anywhere; }
h3 { font-size: 16px; margin: 24px 0 6px; overflow-wrap: anywhere; }
p { margin: 0 0 12px; overflow-wrap: anywhere; }
a { color: var(--accent); }
.quiet { color: var(--muted); font-size: 14px; }
.lead { font-size: 17px; margin: 14px 0; }
.warning { background: var(--warn); border-radius: 6px; padding: 10px 14px; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; padding: 10px 0; margin: 0;
  border-block: 1px solid var(--line); }
table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; width: 100%; margin: 4px 0 16px; }
caption { text-align: left; color: var(--muted); padding-bottom: 6px; }
th, td { padding: 6px 8px; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; }
td { white-space: nowrap; }
td.text { white-space: normal; text-align: left; overflow-wrap: anywhere; min-width: 9em; }
thead th { color: var(--muted); font-weight: 500; vertical-align: bottom; }
thead button { all: unset; cursor: pointer; color: inherit; }
thead button:hover { color: var(--text); text-decoration: underline; }
thead button:focus-visible, summary:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
th[aria-sort="ascending"] button::after { content: " \\25B2"; }
th[aria-sort="descending"] button::after { content: " \\25BC"; }
th:first-child { text-align: left; overflow-wrap: anywhere; min-width: 8.5em; }
tbody th { font-weight: 600; }
figure { margin: 0 0 12px; }
svg { display: block; max-width: 100%; height: auto; margin-top: 8px; overflow: visible; }
svg text { white-space: pre; }
ol.key { font-size: 14px; padding-left: 26px; overflow-wrap: anywhere; }
.narrow { display: none; }
ul.remarks { padding-left: 20px; font-size: 14px; overflow-wrap: anywhere; }
summary { cursor: pointer; color: var(--accent); font-size: 14px; padding: 4px 0; }
code { font: 12.5px/1.45 ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
code.command { display: block; background: var(--card); border: 1px solid var(--line); border-radius: 6px;
  padding: 6px 9px; user-select: all; }
.cases { list-style: none; padding: 0; margin: 0; display: grid; gap: 10px; }
.cases li { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; font-size: 14px; }
.cases p { margin: 0 0 4px; }
.cases strong { font-weight: 650; }
@media (max-width: 760px) {
  body { padding: 20px 16px 48px; }
  .wide { display: none; }
  .narrow { display: block; }
  table, caption, thead, tbody { display: block; }
  thead tr { display: flex; flex-wrap: wrap; gap: 2px 14px; padding: 4px 0 10px; }
  thead th, thead th:first-child { display: block; border: 0; padding: 2px 0; min-width: 0; }
  thead tr::before { content: "Sort by:"; color: var(--muted); padding: 2px 0; }
  table:not([data-sortable]) thead { display: none; }
  tbody tr { display: grid; grid-template-columns: 1fr 1fr; gap: 2px 18px; background: var(--card);
    border: 1px solid var(--line); border-radius: 8px; padding: 8px 12px; margin-bottom: 8px; }
  tbody th, td { border: 0; padding: 1px 0; }
  tbody th { grid-column: 1 / -1; }
  td { display: flex; justify-content: space-between; gap: 8px; white-space: normal; }
  td::before { content: attr(data-label); color: var(--muted); text-align: left; }
  td.wide-cell { grid-column: 1 / -1; }
}
@media print { summary, nav { display: none; } h2 { break-after: avoid; } figure, li, tr { break-inside: avoid; } }
`;
