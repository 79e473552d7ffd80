import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { ListedRun } from "../../serve/traces/index/trace-list.js";
import { NO_OUTCOME, NOT_RANKED } from "../../serve/traces/index/trace-row.js";
import { marked, toggleMark } from "../compare/marked.js";
import { noteInView, refreshedMark, runAt, selected, shift } from "../runs.js";
import { FileTag } from "./file-tag.js";
import { go, route, toHash } from "../state.js";
import { formatDuration, formatShort, plural, Text } from "../text.js";

/** Height of a row in pixels; the style sheet has the same. */
const ROW = 64;
/** Rows above and below what can be seen. */
const OVERSCAN = 8;

/** The rows that can be seen, in a box as high as all of them. */
export function RunRows({ count }: { readonly count: number }) {
  const box = useRef<HTMLDivElement>(null);
  const first = useSignal(0);
  const shown = useSignal(30);
  useEffect(() => {
    const look = () => {
      const above = -(box.current?.getBoundingClientRect().top ?? 0);
      first.value = Math.max(0, Math.floor(above / ROW) - OVERSCAN);
      shown.value = Math.ceil(innerHeight / ROW) + 2 * OVERSCAN;
      noteInView(above < 0 ? 0 : first.value, first.value + shown.value);
    };
    look();
    addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    return () => {
      removeEventListener("scroll", look);
      removeEventListener("resize", look);
      noteInView(0, 0);
    };
  }, []);
  useKeepInView(box);
  useShift();
  const start = Math.min(first.value, Math.max(0, count - 1));
  const length = Math.min(shown.value, count - start);
  return (
    <div
      ref={box}
      class="rows"
      role="list"
      aria-label="Runs"
      style={{ height: `${count * ROW}px` }}
    >
      {Array.from({ length }, (_, at) => (
        <Row key={start + at} index={start + at} />
      ))}
    </div>
  );
}

/** Scrolls when the mark leaves what can be seen. */
function useKeepInView(box: { readonly current: HTMLDivElement | null }): void {
  const at = selected.value;
  const isFirst = useRef(true);
  useEffect(() => {
    // The list opens where it was left, but does not scroll past its totals for the first row.
    if (isFirst.current && at === 0) {
      isFirst.current = false;
      return;
    }
    isFirst.current = false;
    const isOfRefresh = refreshedMark.at === at;
    refreshedMark.at = -1;
    if (isOfRefresh) return;
    const top = (box.current?.getBoundingClientRect().top ?? 0) + at * ROW;
    if (top < 80) scrollBy(0, top - 80);
    else if (top + ROW > innerHeight) scrollBy(0, top + ROW - innerHeight + 8);
  }, [at]);
}

/** Scrolls by the rows that were put before those in view. */
function useShift(): void {
  const rows = shift.value;
  useLayoutEffect(() => {
    if (rows > 0) scrollBy(0, rows * ROW);
    shift.value = 0;
  }, [rows]);
}

function Row({ index }: { readonly index: number }) {
  const run = runAt(index);
  const isMarked = selected.value === index;
  const place = { transform: `translateY(${index * ROW}px)` };
  return (
    <div role="listitem" class={`row${isMarked ? " marked" : ""}`} style={place}>
      {run === undefined ? <span class="quiet">…</span> : <RunLink run={run} index={index} />}
      {run !== undefined && run.id !== "" && (
        <button
          type="button"
          class="to-compare"
          aria-pressed={marked.value.includes(run.key)}
          aria-label={`Mark run ${index + 1} to compare it`}
          title="Mark to compare (x)"
          onClick={() => toggleMark(run.key)}
        >
          ⇄
        </button>
      )}
    </div>
  );
}

function RunLink({ run, index }: { readonly run: ListedRun; readonly index: number }) {
  const open = (event: Event) => {
    if (event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    selected.value = index;
    go({ run: run.key });
  };
  if (run.id === "")
    return (
      <span class="broken">
        Line {run.position + 1}: <Text value={run.problem} />
      </span>
    );
  return (
    <a href={toHash({ ...route.value, run: run.key, step: undefined })} onClick={open}>
      <RankBadge rank={run.rank} />
      <span class="name">
        <span class="id">
          <Text value={run.user === "" ? run.id : `User ${run.user}`} />
          {run.user !== "" && run.sample > 0 && `, sample ${run.sample}`}
        </span>
        <span class="quiet line">
          {run.snippet === undefined ? <Facts run={run} /> : <Text value={run.snippet} />}
        </span>
      </span>
      <span class="tags">
        <FileTag file={run.file} />
        {run.status !== "completed" && <span class="tag bad">{run.status}</span>}
        {run.rounds > 1 && <span class="tag">revised {run.rounds - 1}×</span>}
        {run.errors > 0 && <span class="tag bad">{plural(run.errors, "error")}</span>}
        {run.repairs > 0 && <span class="tag">{plural(run.repairs, "repair")}</span>}
        {run.missing.length > 0 && (
          <span class="tag" title={`missing: ${run.missing.join(", ")}`}>
            parts missing
          </span>
        )}
      </span>
      <span class="cost">
        <span>{formatShort(run.inputTokens + run.outputTokens)} tokens</span>
        <span class="quiet">{formatDuration(run.duration)}</span>
      </span>
    </a>
  );
}

function Facts({ run }: { readonly run: ListedRun }) {
  const id = run.user === "" ? "" : run.id;
  const facts = [
    id,
    run.graph,
    run.models,
    plural(run.steps, "step"),
    plural(run.calls, "model call"),
  ];
  const text = facts.filter((fact) => fact !== "").join(" · ");
  return <Text value={run.problem === "" ? text : `${run.problem} · ${text}`} />;
}

/** The rank of the held-out item, the better the greener. */
export function RankBadge({ rank }: { readonly rank: number }) {
  if (rank === NO_OUTCOME)
    return (
      <span class="rank none" title="no ranking">
        –
      </span>
    );
  if (rank === NOT_RANKED)
    return (
      <span class="rank lost" title="The held-out item is not in the ranking">
        lost
      </span>
    );
  const grade = rank === 1 ? "first" : rank <= 5 ? "near" : "far";
  return (
    <span class={`rank ${grade}`} title={`Rank of the held-out item: ${rank}`}>
      {rank}
    </span>
  );
}
