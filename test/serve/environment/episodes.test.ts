import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createEpisodes } from "../../../src/serve/environment/episodes.js";
import { serveSplit } from "../support.js";

const served = await serveSplit("train");
const booked = { task: served.tasks[0]!, served };

describe("createEpisodes", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("numbers episodes and adds a hash of their task", () => {
    const start = () => createEpisodes({ idleMs: 1000, maxEpisodes: 2 }).start(booked)?.id;
    expect(start()).toMatch(/^1-[0-9a-f]{8}$/);
    expect(start()).toBe(start());
  });

  it("ends an episode that rested too long, and only that one", () => {
    const episodes = createEpisodes({ idleMs: 1000, maxEpisodes: 5 });
    const [resting, used] = [episodes.start(booked)!, episodes.start(booked)!];
    vi.advanceTimersByTime(900);
    expect(episodes.touch(used.id)).toBe(used);
    vi.advanceTimersByTime(900);
    expect(episodes.touch(resting.id)).toBeUndefined();
    expect(episodes.touch(used.id)).toBe(used);
    vi.advanceTimersByTime(1000);
    expect(episodes.count()).toBe(0);
  });

  it("leaves no timer behind", () => {
    const episodes = createEpisodes({ idleMs: 1000, maxEpisodes: 5 });
    const { id } = episodes.start(booked)!;
    episodes.start(booked);
    expect(episodes.end(id)).toBe(true);
    expect(episodes.end(id)).toBe(false);
    episodes.endAll();
    expect([episodes.count(), vi.getTimerCount()]).toEqual([0, 0]);
  });

  it("never uses an id twice", () => {
    const episodes = createEpisodes({ idleMs: 1000, maxEpisodes: 1 });
    const { id } = episodes.start(booked)!;
    expect(episodes.start(booked)).toBeUndefined();
    episodes.end(id);
    expect(episodes.start(booked)?.id).not.toBe(id);
  });
});
