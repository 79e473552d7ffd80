import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RunningRun } from "../../serve/traces/live/live-state.js";
import { formatCount, formatDuration, plural, Text } from "../text.js";
import { connection, live, type ReceivedState } from "./follow.js";

/** Runs that are shown; the others are counted. */
const SHOWN = 16;

/** Time of the page's clock, for durations that go on between two events. */
const now = signal(0);

/** The runs in progress, above the list. */
export function LivePanel() {
  const state = live.value;
  const hasRunning = (state?.runningCount ?? 0) > 0 && connection.value === "open";
  useEffect(() => {
    if (!hasRunning) return undefined;
    const timer = setInterval(() => (now.value = performance.now()), 1000);
    return () => clearInterval(timer);
  }, [hasRunning]);
  if (state === undefined || (!hasRunning && state.progress === null)) return null;
  const { running, runningCount } = state;
  return (
    <section class="live" aria-label="Runs in progress">
      <h2>
        {hasRunning ? `${formatCount(runningCount)} in progress` : "No run in progress"}
        <Done state={state} />
      </h2>
      {hasRunning && (
        <ul>
          {running.slice(0, SHOWN).map((run) => (
            <Running key={run.id} run={run} since={Math.max(0, now.value - state.at)} />
          ))}
        </ul>
      )}
      {hasRunning && runningCount > SHOWN && (
        <p class="quiet">and {formatCount(runningCount - SHOWN)} more</p>
      )}
    </section>
  );
}

function Done({ state: { progress, all } }: { readonly state: ReceivedState }) {
  if (progress === null) return null;
  const { done, total } = progress;
  const waiting = Math.max(0, done - all);
  return (
    <span class="quiet">
      {" "}
      {formatCount(done)} of {formatCount(total)} done
      {waiting > 0 && `, ${formatCount(waiting)} of them wait for earlier ones`}
    </span>
  );
}

interface RunningProps {
  readonly run: RunningRun;
  /** Milliseconds since the event. */
  readonly since: number;
}

function Running({ run, since }: RunningProps) {
  const { id, name, agents, lastCall, modelCalls, toolCalls, elapsedMs, isWaiting } = run;
  const at = agents.join(", ");
  return (
    <li>
      <span class="line" title={id}>
        <Text value={name} />
      </span>
      <span class="line">
        {isWaiting ? <em>waits to be resumed</em> : <Text value={at === "" ? "begins" : at} />}
      </span>
      <span class="line quiet">
        {lastCall !== null && (
          <>
            <Text value={`${lastCall.kind === "tool" ? "tool" : "model"} ${lastCall.name}`} />
            {lastCall.isRunning
              ? ` for ${formatDuration(lastCall.elapsedMs + since)}`
              : " has answered"}
            {" · "}
            {plural(modelCalls, "model call")}, {plural(toolCalls, "tool call")}
          </>
        )}
      </span>
      <span class="elapsed">{isWaiting ? "" : formatDuration(elapsedMs + since)}</span>
    </li>
  );
}
