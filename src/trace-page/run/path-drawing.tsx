import type { PathEdge, PathGraph, PathNode, RunView } from "../../serve/traces/view/run-view.js";
import { safeText } from "../../trajectory/print/safe-text.js";
import { goToStep } from "../keyboard.js";
import { Scroll } from "../scroll.js";
import { route } from "../state.js";
import { plural } from "../text.js";
import { colorOf } from "./colors.js";

const BOX = { width: 150, height: 44 };
const GAP = { x: 62, y: 22 };
const NAME_CHARS = 19;

/** The path that the run took, agent by agent. Agents in one column ran side by side. */
export function PathDrawing({ view }: { readonly view: RunView }) {
  const { path, segments } = view;
  const current = view.steps[route.value.step ?? -1]?.segment;
  const columns = Math.max(...path.nodes.map(({ column }) => column)) + 1;
  const rows = Math.max(...path.nodes.map(({ row }) => row)) + 1;
  const width = columns * (BOX.width + GAP.x) - GAP.x + 8;
  const hasArcs = path.edges.some((edge) => isBack(edge, path) && !isAdjacent(edge, path));
  const height = rows * (BOX.height + GAP.y) + (hasArcs ? 40 : 0);
  const names = path.nodes.map(({ name }) => name);
  return (
    <Scroll label="Path">
      <svg
        viewBox={`-4 -4 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label={describe(path)}
      >
        <defs>
          <marker
            id="arrow"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0 8 4 0 8z" class="arrow" />
          </marker>
        </defs>
        {path.edges.map((edge) => (
          <Edge
            key={`${edge.from} ${edge.to}`}
            edge={edge}
            path={path}
            bottom={rows * (BOX.height + GAP.y) - GAP.y}
          />
        ))}
        {path.nodes.map((node) => (
          <Box
            key={node.name}
            node={node}
            color={colorOf(names, node.name)}
            isCurrent={node.segments.includes(current ?? -1)}
            note={noteOf(node, view)}
            firstStep={segments[node.segments[0] ?? -1]?.steps[0]}
          />
        ))}
      </svg>
    </Scroll>
  );
}

function describe({ nodes }: PathGraph): string {
  return `Path through ${plural(nodes.length, "node")}: ${nodes.map(({ name }) => safeText(name)).join(", ")}`;
}

function noteOf({ segments: own }: PathNode, { segments }: RunView): string {
  const calls = own.reduce((sum, at) => sum + (segments[at]?.calls.length ?? 0), 0);
  const rounds = own.length > 1 ? `, ${own.length} times` : "";
  return `${plural(calls, "call")}${rounds}`;
}

interface BoxProps {
  readonly node: PathNode;
  readonly color: string;
  readonly isCurrent: boolean;
  readonly note: string;
  readonly firstStep: number | undefined;
}

function Box({ node, color, isCurrent, note, firstStep }: BoxProps) {
  const { x, y } = cornerOf(node);
  const name = safeText(node.name);
  const open = () => firstStep !== undefined && goToStep(firstStep);
  return (
    <g
      class={`box ${color}${isCurrent ? " current" : ""}`}
      transform={`translate(${x} ${y})`}
      onClick={open}
    >
      <title>{name}</title>
      <rect width={BOX.width} height={BOX.height} rx="8" />
      <text x={BOX.width / 2} y="19">
        {name.length > NAME_CHARS ? `${name.slice(0, NAME_CHARS - 1)}…` : name}
      </text>
      <text x={BOX.width / 2} y="35" class="small">
        {note}
      </text>
    </g>
  );
}

function cornerOf({ column, row }: PathNode) {
  return { x: column * (BOX.width + GAP.x), y: row * (BOX.height + GAP.y) };
}

function isBack({ from, to }: PathEdge, { nodes }: PathGraph): boolean {
  return (nodes[to]?.column ?? 0) <= (nodes[from]?.column ?? 0);
}

function isAdjacent({ from, to }: PathEdge, { nodes }: PathGraph): boolean {
  return nodes[from]?.column === (nodes[to]?.column ?? 0) + 1;
}

interface EdgeProps {
  readonly edge: PathEdge;
  readonly path: PathGraph;
  /** Lower end of the lowest row. */
  readonly bottom: number;
}

function Edge({ edge, path, bottom }: EdgeProps) {
  const [from, to] = [path.nodes[edge.from], path.nodes[edge.to]];
  if (from === undefined || to === undefined) return null;
  const [a, b] = [cornerOf(from), cornerOf(to)];
  const middle = BOX.height / 2;
  const label = edge.times > 1 ? `${edge.times}×` : "";
  if (isBack(edge, path)) {
    const d = backPath({ a, b, bottom, isAdjacent: isAdjacent(edge, path) });
    return <path class="edge back" d={d} marker-end="url(#arrow)" />;
  }
  const [startX, endX] = [a.x + BOX.width, b.x - 2];
  const bend = (endX - startX) / 2;
  const d = `M${startX} ${a.y + middle} C${startX + bend} ${a.y + middle} ${endX - bend} ${b.y + middle} ${endX} ${b.y + middle}`;
  return (
    <>
      <path class="edge" d={d} marker-end="url(#arrow)" />
      {label !== "" && (
        <text class="small edge-label" x={(startX + endX) / 2} y={(a.y + b.y) / 2 + middle - 4}>
          {label}
        </text>
      )}
    </>
  );
}

interface BackOptions {
  readonly a: Corner;
  readonly b: Corner;
  readonly bottom: number;
  readonly isAdjacent: boolean;
}

interface Corner {
  readonly x: number;
  readonly y: number;
}

/** Between neighboring columns straight from box to box, a little lower than the way there; else below everything. */
function backPath({ a, b, bottom, isAdjacent }: BackOptions): string {
  if (isAdjacent) {
    const lower = BOX.height / 2 + 11;
    const [startX, endX] = [a.x, b.x + BOX.width + 2];
    const bend = (startX - endX) / 2;
    return `M${startX} ${a.y + lower} C${startX - bend} ${a.y + lower} ${endX + bend} ${b.y + lower} ${endX} ${b.y + lower}`;
  }
  const low = bottom + 38;
  const [start, end] = [a.x + BOX.width / 2 - 14, b.x + BOX.width / 2 + 14];
  return `M${start} ${a.y + BOX.height} C${start} ${low} ${end} ${low} ${end} ${b.y + BOX.height + 2}`;
}
