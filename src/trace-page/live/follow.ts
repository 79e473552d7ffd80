import { signal } from "@preact/signals";
import type { LiveState } from "../../serve/traces/live/live-state.js";
import { refresh, source, summary } from "../runs.js";

/** What the server said last, and when by the clock of the page. */
export interface ReceivedState extends LiveState {
  readonly at: number;
}

/** The last state; undefined before the first, and on a page whose runs do not change. */
export const live = signal<ReceivedState | undefined>(undefined);

/** How the page is connected to the server. */
export const connection = signal<"none" | "open" | "lost" | "over">("none");

/** Milliseconds between two refreshes of the list. */
const REFRESH_MS = 500;

/**
 * Follows the server's events. The browser connects again by itself. A hidden tab is not connected: browsers allow few connections to one
 * server, and the next state has everything that it missed.
 */
export function followServer(): void {
  const { events } = source;
  if (events === undefined) return;
  let stream: EventSource | undefined;
  const update = () => {
    const isWanted = !document.hidden && connection.peek() !== "over";
    if (isWanted && stream === undefined) stream = connect(events, update);
    if (!isWanted) {
      stream?.close();
      stream = undefined;
    }
  };
  document.addEventListener("visibilitychange", update);
  update();
}

function connect(events: string, onOver: () => void): EventSource {
  const stream = new EventSource(events);
  stream.addEventListener("message", ({ data }) => {
    const state = JSON.parse(data) as LiveState;
    live.value = { ...state, at: performance.now() };
    connection.value = state.isOver ? "over" : "open";
    if (state.isOver) onOver();
    else if (state.problem === "") void keepUp(state.version);
  });
  stream.addEventListener("error", () => {
    if (connection.peek() === "over") return;
    // The browser gives up where another server answers.
    connection.value = stream.readyState === EventSource.CLOSED ? "over" : "lost";
  });
  return stream;
}

let isRefreshing = false;
let wanted = "";

/** Refreshes the list until it is that of the last event, with pauses. */
async function keepUp(version: string): Promise<void> {
  wanted = version;
  if (isRefreshing) return;
  isRefreshing = true;
  for (let tried = ""; tried !== wanted;) {
    const list = summary.peek();
    // An earlier list may still be on its way.
    if (list !== undefined) tried = wanted;
    if (list !== undefined && list.version !== wanted) await refresh();
    await new Promise((resolve) => setTimeout(resolve, REFRESH_MS));
  }
  isRefreshing = false;
}
