import { hash32 } from "../../random.js";
import type { BookedTask } from "./task-book.js";

/** One rollout in progress. */
export interface Episode extends BookedTask {
  /** The how-manieth episode of the server and a hash of its task: no secret, so a run can be repeated. */
  readonly id: string;
}

export interface EpisodesOptions {
  /** An episode that nobody asked anything for this long ends, in milliseconds. */
  readonly idleMs: number;
  readonly maxEpisodes: number;
}

export interface Episodes {
  /** Undefined when there are too many already. */
  start(booked: BookedTask): Episode | undefined;
  /** Finds an episode and begins its rest anew. */
  touch(id: string): Episode | undefined;
  /** False when there is no such episode. */
  end(id: string): boolean;
  endAll(): void;
  count(): number;
}

interface Resting {
  readonly episode: Episode;
  readonly timer: NodeJS.Timeout;
}

/** The episodes in progress. Their timers do not keep the process alive. */
export function createEpisodes({ idleMs, maxEpisodes }: EpisodesOptions): Episodes {
  const resting = new Map<string, Resting>();
  let started = 0;
  const end = (id: string) => {
    clearTimeout(resting.get(id)?.timer);
    return resting.delete(id);
  };
  return {
    start(booked) {
      if (resting.size >= maxEpisodes) return undefined;
      const hash = hash32(booked.task.id).toString(16).padStart(8, "0");
      const episode = { id: `${++started}-${hash}`, ...booked };
      const timer = setTimeout(() => end(episode.id), idleMs).unref();
      resting.set(episode.id, { episode, timer });
      return episode;
    },
    touch(id) {
      const found = resting.get(id);
      found?.timer.refresh();
      return found?.episode;
    },
    end,
    endAll() {
      for (const id of resting.keys()) end(id);
    },
    count: () => resting.size,
  };
}
