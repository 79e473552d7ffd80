import { ComparePage } from "./compare/compare-page.js";
import { Help } from "./help.js";
import { ListView } from "./list/list-view.js";
import { ConnectionBadge } from "./live/connection-badge.js";
import { OpenRun } from "./run/open-run.js";
import { summary } from "./runs.js";
import { failure, go, isHelpOpen, route, setQuery, toggleTheme } from "./state.js";

/** The whole page. */
export function App() {
  const { run, compare } = route.value;
  return (
    <>
      <header class="bar">
        <a
          class="home"
          href="#/"
          onClick={(event) => (event.preventDefault(), go({ run: undefined }))}
        >
          Traces
        </a>
        <span class="file">{summary.value?.file}</span>
        <Search />
        <ConnectionBadge />
        <button
          type="button"
          onClick={toggleTheme}
          aria-label="Light or dark"
          title="Light or dark"
        >
          ◐
        </button>
        <button
          type="button"
          onClick={() => (isHelpOpen.value = true)}
          aria-label="Help"
          title="Help (?)"
        >
          ?
        </button>
      </header>
      {failure.value !== "" && (
        <p class="failure" role="alert">
          {failure.value}
        </p>
      )}
      <main>
        {compare !== undefined ? (
          <ComparePage one={compare[0]} other={compare[1]} />
        ) : run === undefined ? (
          <ListView />
        ) : (
          <OpenRun id={run} />
        )}
      </main>
      {isHelpOpen.value && <Help />}
    </>
  );
}

/** Milliseconds after the last key before a search begins. */
const TYPING_MS = 250;
let typing: ReturnType<typeof setTimeout> | undefined;

function Search() {
  const { text = "" } = route.value.query;
  const search = (value: string) => {
    clearTimeout(typing);
    typing = setTimeout(() => setQuery({ text: value }), TYPING_MS);
  };
  return (
    <search class="search">
      <input
        id="search"
        type="search"
        placeholder="Search in all text ( / )"
        aria-label="Search in all text"
        value={text}
        onInput={(event) => search(event.currentTarget.value)}
      />
    </search>
  );
}
