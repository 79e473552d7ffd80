// Draws docs/images/data-flow.svg: part of npm run draw.
import { writeFile } from "node:fs/promises";
import { instance } from "@viz-js/viz";

const FLOW = `digraph {
  graph [rankdir=TB, bgcolor=white, pad=0.2, nodesep=0.3, ranksep=0.35, fontname="Helvetica"]
  node [shape=box, style="rounded,filled", fillcolor="#f2f0ff", color="#6b5fb5", fontname="Helvetica", fontsize=12, margin="0.22,0.08"]
  edge [color="#555555", fontname="Helvetica", fontsize=10]
  interactions [label="interactions\\nusers, items, times", fillcolor="#ffffff", color="#888888"]
  index [label="index\\nALS, EASE, neighbors, counts"]
  tools [label="tools\\nevidence as tables"]
  teacher [label="teacher\\nplanner, agents,\\nreflector, ranker", fillcolor="#bfb6fc"]
  own [label="any other graph", fillcolor="#ffffff", color="#888888"]
  recorder [label="recorder\\nevery model call"]
  trajectories [label="trajectories.jsonl", fillcolor="#ffffff", color="#888888"]
  page [label="trace page"]
  rows [label="rows for TRL, verl,\\naxolotl, OpenAI ..."]
  student [label="student\\none conversation", fillcolor="#bfb6fc"]
  serve [label="star serve"]
  evaluation [label="evaluation\\npaired, intervals over users"]
  interactions -> index -> tools -> teacher -> recorder -> trajectories
  own -> recorder
  { rank=same; teacher; own }
  trajectories -> page
  trajectories -> rows
  trajectories -> student [label="outcome filter, SFT, RL"]
  tools -> student [style=dashed, label="the same tools", constraint=false]
  rows -> student [style=dashed, label="trained elsewhere"]
  student -> serve
  student -> evaluation
}`;

const viz = await instance();
await writeFile("docs/images/data-flow.svg", viz.renderString(FLOW, { format: "svg" }));
