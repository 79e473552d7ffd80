import type { RunView, Segment, TimelineBar } from "../../serve/traces/view/run-view.js";
import { safeText } from "../../trajectory/print/safe-text.js";
import { goToStep } from "../keyboard.js";
import { route } from "../state.js";
import { formatCount, formatDuration, Text } from "../text.js";
import { colorOf } from "./colors.js";

/** When each agent worked: agents below one another, parallel work side by side. */
export function Timeline({ view }: { readonly view: RunView }) {
  const { segments, path, run } = view;
  const names = path.nodes.map(({ name }) => name);
  const ends = segments.flatMap(({ endMs }) => endMs ?? []);
  const total = Math.max(1, ...ends, run.timing?.durationMs ?? 0);
  return (
    <>
      <div class="timeline">
        {names.map((name) => (
          <Lane
            key={name}
            name={name}
            color={colorOf(names, name)}
            total={total}
            segments={segments.filter((segment) => segment.name === name)}
          />
        ))}
        <div class="axis" aria-hidden="true">
          <span>0</span>
          <span>{formatDuration(total / 2)}</span>
          <span>{formatDuration(total)}</span>
        </div>
      </div>
      <p class="quiet">
        Full bars are model calls, hatched ones tools. The line below a bar marks the critical path:
        what would have ended the run earlier, had it been faster.
      </p>
    </>
  );
}

interface LaneProps {
  readonly name: string;
  readonly color: string;
  readonly total: number;
  readonly segments: readonly Segment[];
}

/** Height of a row of bars in pixels. */
const BAR_ROW = 22;

function Lane({ name, color, total, segments }: LaneProps) {
  const tokens = segments.reduce(
    (sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens,
    0,
  );
  const bars = segments.flatMap((segment) => segment.bars);
  const rows = stack(bars);
  const height = BAR_ROW * (Math.max(0, ...rows) + 1);
  return (
    <div class={`lane ${color}`}>
      <span class="lane-name" title={safeText(name)}>
        <Text value={name} />
        <small class="quiet"> {formatCount(tokens)} tokens</small>
      </span>
      <span class="hidden">{bars.map(describe).join("; ")}</span>
      <div class="track" aria-hidden="true" style={{ height: `${height + 6}px` }}>
        {segments.map((segment, at) => (
          <span
            key={at}
            class={`extent${segment.isCritical ? " critical" : ""}`}
            style={{
              height: `${height + 2}px`,
              ...placeOf(
                segment.startMs ?? 0,
                (segment.endMs ?? 0) - (segment.startMs ?? 0),
                total,
              ),
            }}
          />
        ))}
        {bars.map((bar, at) => (
          <Bar key={at} bar={bar} total={total} top={BAR_ROW * (rows[at] ?? 0)} />
        ))}
      </div>
    </div>
  );
}

/** The row of each bar: bars at the same time are below one another. */
function stack(bars: readonly TimelineBar[]): number[] {
  const ends: number[] = [];
  return bars.map(({ startMs, durationMs }) => {
    const free = ends.findIndex((end) => end <= startMs);
    const row = free === -1 ? ends.length : free;
    ends[row] = startMs + durationMs;
    return row;
  });
}

function describe({ label, durationMs, isError }: TimelineBar): string {
  return `${safeText(label)}, ${formatDuration(durationMs)}${isError ? ", failed" : ""}`;
}

interface BarProps {
  readonly bar: TimelineBar;
  readonly total: number;
  readonly top: number;
}

/** A bar leads to its step, as the step's number in the transcript does. */
function Bar({ bar, total, top }: BarProps) {
  const { kind, startMs, durationMs, step, isError } = bar;
  const isCurrent = step !== null && route.value.step === step;
  const states = [
    kind,
    ...(isError ? ["bad"] : []),
    ...(isCurrent ? ["current"] : []),
    ...(step === null ? ["discarded"] : []),
  ];
  return (
    <span
      class={`span ${states.join(" ")}`}
      style={{ top: `${top + 2}px`, ...placeOf(startMs, durationMs, total) }}
      title={describe(bar)}
      onClick={() => step !== null && goToStep(step)}
    />
  );
}

function placeOf(startMs: number, durationMs: number, total: number) {
  return { left: `${(100 * startMs) / total}%`, width: `${(100 * durationMs) / total}%` };
}
