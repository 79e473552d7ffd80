import { hash32 } from "../../random.js";
import type { RecommendationTask } from "../../types.js";

/** A rollout in progress. */
interface ActiveEpisode {
  /** Running number and a hash of the task id. It is predictable, so that runs can be repeated. */
  readonly id: string;
  readonly task: RecommendationTask;
}

interface EpisodesOptions {
  /** An episode without requests for this time ends, in milliseconds. */
  readonly idleMs: number;
  readonly maxEpisodes: number;
}

/** The episodes in progress. */
export interface Episodes {
  /** Returns undefined if `maxEpisodes` are in progress. */
  start(task: RecommendationTask): ActiveEpisode | undefined;
  /** Finds an episode and restarts its idle timer. */
  touch(id: string): ActiveEpisode | undefined;
  /** Returns false if there is no such episode. */
  end(id: string): boolean;
  endAll(): void;
  count(): number;
}

interface EpisodeEntry {
  readonly episode: ActiveEpisode;
  readonly timer: NodeJS.Timeout;
}

/** Creates the store of episodes in progress. Its timers do not keep the process alive. */
export function createEpisodes({ idleMs, maxEpisodes }: EpisodesOptions): Episodes {
  const entries = new Map<string, EpisodeEntry>();
  let started = 0;
  const end = (id: string) => {
    clearTimeout(entries.get(id)?.timer);
    return entries.delete(id);
  };
  return {
    start(task) {
      if (entries.size >= maxEpisodes) return undefined;
      const hash = hash32(task.id).toString(16).padStart(8, "0");
      const episode = { id: `${++started}-${hash}`, task };
      const timer = setTimeout(() => end(episode.id), idleMs).unref();
      entries.set(episode.id, { episode, timer });
      return episode;
    },
    touch(id) {
      const entry = entries.get(id);
      entry?.timer.refresh();
      return entry?.episode;
    },
    end,
    endAll() {
      for (const id of entries.keys()) end(id);
    },
    count: () => entries.size,
  };
}
