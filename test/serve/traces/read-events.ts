import type { LiveState } from "../../../src/serve/traces/live/live-state.js";

/** Connects to the events of a trace page, and reads them one at a time. */
export async function readEvents(url: string) {
  const controller = new AbortController();
  const response = await fetch(`${url}events`, { signal: controller.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    response,
    disconnect: () => controller.abort(),
    /** Undefined at the end of the stream. */
    async next(): Promise<LiveState | undefined> {
      for (;;) {
        while (!text.includes("\n\n")) {
          const { value, done } = (await reader?.read()) ?? { done: true };
          if (done || value === undefined) return undefined;
          text += value;
        }
        const [frame = "", ...rest] = text.split("\n\n");
        text = rest.join("\n\n");
        // Other frames are comments.
        if (frame.startsWith("data: ")) return JSON.parse(frame.slice("data: ".length));
      }
    },
  };
}
