// Where things are in the picture. The layout itself is dagre's: layers from left to right, namespaces as clusters.

import { graphlib, layout as dagre } from "@dagrejs/dagre";
import { changeText, signs } from "./model";
import { countsText, type Bundle, type Unit } from "./units";

export interface Point { x: number; y: number }
export interface Box extends Point { width: number; height: number }

/** A unit in the picture. Ranges appear on the left as sources and on the right as destinations. */
export interface PlacedNode extends Box { id: string; unit: Unit; group: string | null; name: string; note: string }
export interface PlacedEdge { bundle: Bundle; from: string; to: string; points: Point[]; label: string; at: Point | null }
export interface PlacedGroup extends Box { id: string; unit: Unit; label: string }
export interface Picture { width: number; height: number; nodes: PlacedNode[]; edges: PlacedEdge[]; groups: PlacedGroup[] }

/** Edges that take part in the layering; the others, the unchanged ones of a dense picture, are drawn across it. */
const mostLaidOut = 400;
const nodeHeight = 42;
const longestName = 30;

type Measure = (text: string, font: "name" | "note" | "label") => number;

/** Lays a picture out: from left to right, or downwards where that fits a width better. The same bundles give the same picture. */
export function layout(bundles: readonly Bundle[], measure: Measure, width: number): Picture {
  const across = layoutIn("LR", bundles, measure);
  if (across.width <= width || bundles.length > mostLaidOut) {
    return across;
  }

  const down = layoutIn("TB", bundles, measure);
  return down.width < across.width ? down : across;
}

function layoutIn(direction: "LR" | "TB", bundles: readonly Bundle[], measure: Measure): Picture {
  const graph = new graphlib.Graph({ compound: true, multigraph: true });
  const shown = bundles.filter(bundle => bundle.from !== bundle.to);
  const dense = shown.length > mostLaidOut;
  graph.setGraph({
    rankdir: direction, nodesep: direction === "LR" ? 30 : 34, edgesep: 12, ranksep: direction === "LR" ? 44 : 34, marginx: 20, marginy: 24,
    ranker: dense ? "longest-path" : "network-simplex",
  });
  graph.setDefaultEdgeLabel(() => ({}));

  const nodes = new Map<string, PlacedNode>();
  const groups = new Map<string, PlacedGroup>();
  const edges: PlacedEdge[] = [];
  // What changed comes first, so that it shapes the picture.
  const order = [...shown].sort((a, b) => Number(a.change === "unchanged") - Number(b.change === "unchanged"));
  for (const bundle of order) {
    const [from, to] = [place(bundle.from, "from"), place(bundle.to, "to")];
    const label = labelOf(bundle);
    const edge: PlacedEdge = { bundle, from, to, points: [], label, at: null };
    if (edges.length < mostLaidOut) {
      graph.setEdge(
        from, to,
        { width: label === "" ? 0 : measure(label, "label") + 12, height: label === "" ? 0 : 20, labelpos: "c", weight: label === "" ? 1 : 2 },
        bundle.key);
    }

    edges.push(edge);
  }

  dagre(graph);
  for (const node of nodes.values()) {
    Object.assign(node, pick(graph.node(node.id)));
  }

  for (const group of groups.values()) {
    Object.assign(group, around([...nodes.values()].filter(node => node.group === group.id)));
  }

  edges.forEach((edge, i) => {
    if (i < mostLaidOut) {
      const placed = graph.edge(edge.from, edge.to, edge.bundle.key);
      edge.points = placed.points;
      edge.at = edge.label === "" ? null : { x: placed.x, y: placed.y };
    } else {
      edge.points = straight(nodes.get(edge.from)!, nodes.get(edge.to)!);
      edge.at = edge.label === "" ? null : edge.points[1]!;
    }
  });

  const size = graph.graph();
  return { width: size.width ?? 0, height: size.height ?? 0, nodes: [...nodes.values()], edges, groups: [...groups.values()] };

  function place(unit: Unit, side: "from" | "to"): string {
    const suffix = unit.space.isOutside ? `-${side}` : "";
    const id = unit.key + suffix;
    if (!nodes.has(id)) {
      const group = unit.end === null ? null : groupOf(unit, suffix);
      const name = shorten(unit.name, longestName);
      const note = shorten(unit.note, longestName + 6);
      const width = Math.max(measure(name, "name"), measure(note, "note")) + 26;
      nodes.set(id, { id, unit, group, name, note, x: 0, y: 0, width, height: nodeHeight });
      graph.setNode(id, { width, height: nodeHeight });
      if (group !== null) {
        graph.setParent(id, group);
      }
    }

    return id;
  }

  function groupOf(unit: Unit, suffix: string): string {
    const id = `g${unit.space.id}${suffix}`;
    if (!groups.has(id)) {
      const label = unit.space.isOutside ? (suffix === "-from" ? "from outside" : "to outside") : unit.space.name;
      groups.set(id, { id, unit, label, x: 0, y: 0, width: 0, height: 0 });
      graph.setNode(id, {});
    }

    return id;
  }
}

function labelOf(bundle: Bundle): string {
  if (bundle.change === "unchanged") {
    return "";
  }

  return bundle.connections.length === 1
    ? `${signs[bundle.change]} ${shorten(changeText(bundle.connections[0]!), 34)}`
    : `${signs[bundle.change]} ${countsText({ ...bundle.counts, unchanged: 0 })}`;
}

/** Cuts the middle out of a name, whose ends tell more. */
export function shorten(text: string, longest: number): string {
  if (text.length <= longest) {
    return text;
  }

  const tail = Math.floor((longest - 1) / 2);
  return `${text.slice(0, longest - 1 - tail)}…${text.slice(-tail)}`;
}

// As tight as the boxes allow: the layout keeps much more room for a cluster than it fills. The name goes on top.
function around(boxes: readonly Box[]): Box {
  const left = Math.min(...boxes.map(box => box.x - box.width / 2)) - 12;
  const right = Math.max(...boxes.map(box => box.x + box.width / 2)) + 12;
  const top = Math.min(...boxes.map(box => box.y - box.height / 2)) - 24;
  const bottom = Math.max(...boxes.map(box => box.y + box.height / 2)) + 11;
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
}

function straight(from: Box, to: Box): Point[] {
  const forth = from.x <= to.x ? 1 : -1;
  const [start, end] = [{ x: from.x + forth * from.width / 2, y: from.y }, { x: to.x - forth * to.width / 2, y: to.y }];
  return [start, { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 }, end];
}

function pick(box: Box): Box {
  return { x: box.x, y: box.y, width: box.width, height: box.height };
}
