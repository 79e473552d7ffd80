import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createEpisodes } from "../../../src/serve/environment/episodes.js";
import { serveSplit } from "../support.js";

const { tasks } = await serveSplit("train");
const task = tasks[0]!;

describe("createEpisodes", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("builds the id from a running number and a hash of the task", () => {
    const start = () => createEpisodes({ idleMs: 1000, maxEpisodes: 2 }).start(task)?.id;
    expect(start()).toMatch(/^1-[0-9a-f]{8}$/);
    expect(start()).toBe(start());
  });

  it("ends only the episode that was idle for too long", () => {
    const episodes = createEpisodes({ idleMs: 1000, maxEpisodes: 5 });
    const [idle, used] = [episodes.start(task)!, episodes.start(task)!];
    vi.advanceTimersByTime(900);
    expect(episodes.touch(used.id)).toBe(used);
    vi.advanceTimersByTime(900);
    expect(episodes.touch(idle.id)).toBeUndefined();
    expect(episodes.touch(used.id)).toBe(used);
    vi.advanceTimersByTime(1000);
    expect(episodes.count()).toBe(0);
  });

  it("clears all timers", () => {
    const episodes = createEpisodes({ idleMs: 1000, maxEpisodes: 5 });
    const { id } = episodes.start(task)!;
    episodes.start(task);
    expect(episodes.end(id)).toBe(true);
    expect(episodes.end(id)).toBe(false);
    episodes.endAll();
    expect([episodes.count(), vi.getTimerCount()]).toEqual([0, 0]);
  });

  it("never reuses an id", () => {
    const episodes = createEpisodes({ idleMs: 1000, maxEpisodes: 1 });
    const { id } = episodes.start(task)!;
    expect(episodes.start(task)).toBeUndefined();
    episodes.end(id);
    expect(episodes.start(task)?.id).not.toBe(id);
  });
});
