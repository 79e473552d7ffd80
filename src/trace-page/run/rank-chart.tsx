import { useSignal } from "@preact/signals";
import type { RankColumn, RunView } from "../../serve/traces/view/run-view.js";
import { safeText } from "../../trajectory/print/safe-text.js";
import { goToStep } from "../keyboard.js";
import { Scroll } from "../scroll.js";
import { currentRun } from "./current-run.js";

const COLUMN = 132;
const ROW = 21;
const TOP = 44;
const LEFT = 76;
const LABEL = 250;
const LABEL_CHARS = 34;
const HEAD_CHARS = 18;

/** The place of every candidate from agent to agent, to the result. */
export function RankChart({ view }: { readonly view: RunView }) {
  const { ranks, run } = view;
  const marked = useSignal<string | undefined>(undefined);
  const count = Math.max(...ranks.map(({ order }) => order.length));
  const width = LEFT + (ranks.length - 1) * COLUMN + LABEL;
  const height = TOP + count * ROW + 8;
  const heldOut = run.outcome?.heldOut;
  const ids = [...new Set(ranks.flatMap(({ order }) => order))];
  // What is drawn last lies on top.
  const weight = (id: string) => (id === marked.value ? 2 : id === heldOut ? 1 : 0);
  const ordered = ids.toSorted((one, other) => weight(one) - weight(other));
  return (
    <>
      <Scroll label="Ranks">
        <svg
          class="ranks"
          viewBox={`0 0 ${width} ${height}`}
          width={width}
          height={height}
          role="img"
          aria-label="Rank of every candidate, agent by agent"
        >
          {ranks.map((column, at) => (
            <Head key={at} column={column} at={at} view={view} />
          ))}
          {Array.from({ length: count }, (_, rank) => (
            <text key={rank} class="small axis-label" x={LEFT - 14} y={TOP + rank * ROW + 4}>
              {rank + 1}
            </text>
          ))}
          {ordered.map((id) => (
            <Line
              key={id}
              id={id}
              ranks={ranks}
              state={id === marked.value ? "hot" : id === heldOut ? "held-out" : ""}
              onMark={(isMarked) => (marked.value = isMarked ? id : undefined)}
            />
          ))}
        </svg>
      </Scroll>
      <p class="quiet">
        ★ and the thick line: the held-out item. Full dots: named by the agent. Hollow dots: in the
        order of the strongest evidence that the agent read.
      </p>
    </>
  );
}

function Head({
  column,
  at,
  view,
}: {
  readonly column: RankColumn;
  readonly at: number;
  readonly view: RunView;
}) {
  const title = safeText(column.title);
  const [name = "", round = ""] = title.split(/, (?=round \d+$)/);
  const step = column.segment === null ? undefined : view.segments[column.segment]?.steps[0];
  const isLast = at === view.ranks.length - 1;
  return (
    <text
      class="head"
      x={LEFT + at * COLUMN}
      y="14"
      data-last={isLast}
      onClick={() => step !== undefined && goToStep(step)}
    >
      <title>{title}</title>
      <tspan>{name.length > HEAD_CHARS ? `${name.slice(0, HEAD_CHARS - 1)}…` : name}</tspan>
      {round !== "" && (
        <tspan class="small" x={LEFT + at * COLUMN} dy="14">
          {round}
        </tspan>
      )}
    </text>
  );
}

interface LineProps {
  readonly id: string;
  readonly ranks: readonly RankColumn[];
  readonly state: "hot" | "held-out" | "";
  readonly onMark: (isMarked: boolean) => void;
}

function Line({ id, ranks, state, onMark }: LineProps) {
  const points = ranks.flatMap(({ order, named }, at) => {
    const rank = order.indexOf(id);
    return rank === -1
      ? []
      : [{ x: LEFT + at * COLUMN, y: TOP + rank * ROW, at, rank, isNamed: rank < named }];
  });
  const last = points.at(-1);
  if (last === undefined) return null;
  const title = safeText(currentRun.value?.titles.get(id) ?? `[${id}]`);
  const label = state === "" || state === "hot" ? title : `★ ${title}`;
  return (
    <g class={`line ${state}`} onMouseEnter={() => onMark(true)} onMouseLeave={() => onMark(false)}>
      <title>{`${title}: ${points.map(({ at, rank }) => `${safeText(ranks[at]?.title ?? "")} ${rank + 1}`).join(", ")}`}</title>
      {points.slice(1).map((point, at) => {
        const before = points[at] ?? point;
        const bend = (point.x - before.x) / 2;
        const d = `M${before.x} ${before.y} C${before.x + bend} ${before.y} ${point.x - bend} ${point.y} ${point.x} ${point.y}`;
        return <path key={point.at} d={d} class={point.at - before.at > 1 ? "gap" : ""} />;
      })}
      {points.map(({ x, y, at, isNamed }) => (
        <circle key={at} cx={x} cy={y} r="4.5" class={isNamed ? "named" : "read"} />
      ))}
      {last.at === ranks.length - 1 && (
        <text x={last.x + 12} y={last.y + 4}>
          {label.length > LABEL_CHARS ? `${label.slice(0, LABEL_CHARS - 1)}…` : label}
        </text>
      )}
    </g>
  );
}
