import { tool } from "@langchain/core/tools";
import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { drawGraph } from "../../src/graphs/draw.js";

const search = tool(() => "found", { name: "search", description: "", schema: z.object({}) });

const agent = new StateGraph(MessagesAnnotation)
  .addNode("model", () => ({}))
  .addNode("look_up", new ToolNode([search]))
  .addEdge(START, "model")
  .addConditionalEdges("model", () => END, { found: END, "not < found": "look_up" })
  .addEdge("look_up", "model")
  .compile();

const graph = new StateGraph(MessagesAnnotation)
  .addNode("agent", agent)
  .addNode('a"b <b>&amp;\\N', () => ({}))
  .addEdge(START, "agent")
  .addEdge("agent", 'a"b <b>&amp;\\N')
  .compile({ name: "mine", interruptBefore: ["agent"] });

/** What can be read in a picture, line by line. */
const readable = (svg: string) =>
  Array.from(svg.matchAll(/<text[^>]*>([^<]*)</g), ([, text]) => text);
const count = (svg: string, pattern: RegExp) => [...svg.matchAll(pattern)].length;

describe("drawGraph", () => {
  it("names a subgraph's tools and interrupts in its box", async () => {
    const svg = await drawGraph(graph);
    expect(readable(svg)).toEqual(expect.arrayContaining(["agent", "search", "interrupts before"]));
    expect(readable(svg)).not.toContain("model");
    expect(count(svg, /class="cluster"/g)).toBe(0);
  });

  it("draws a frame around a subgraph with xray, with its nodes, tools and edge labels", async () => {
    const svg = await drawGraph(graph, { xray: true });
    expect(readable(svg)).toEqual(
      expect.arrayContaining(["agent", "interrupts before", "model", "look_up", "search"]),
    );
    expect(readable(svg)).toContain("not &lt; found");
    expect(count(svg, /class="cluster"/g)).toBe(1);
  });

  it("shows names literally, without markup", async () => {
    const svg = await drawGraph(graph);
    expect(readable(svg)).toContain("a&quot;b &lt;b&gt;&amp;amp;\\N");
  });

  it("draws conditional edges dashed, and opposite edges as one edge with two heads", async () => {
    const svg = await drawGraph(agent);
    const edges = svg.split('class="edge"').slice(1);
    // start to model; model to tool and back in one; model to end.
    expect(edges.map((edge) => count(edge, /<polygon/g))).toEqual([1, 2, 1]);
    expect(edges.map((edge) => edge.includes("stroke-dasharray"))).toEqual([false, true, true]);
  });

  it("returns one svg element with the graph's name as title, the same each time", async () => {
    const svg = await drawGraph(graph);
    expect(svg).toMatch(/^<svg[^]*<title>mine<\/title>[^]*<\/svg>\n$/);
    expect(await drawGraph(graph)).toBe(svg);
  });
});
