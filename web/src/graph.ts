// The picture: workloads as boxes, namespaces around them, connections as arrows.

import { button, count, el, svg } from "./dom";
import { layout, shorten, type Box, type Picture, type PlacedEdge, type PlacedGroup, type PlacedNode, type Point } from "./layout";
import { measure } from "./measure";
import type { Connection, Model } from "./model";
import { selectBundle, type Select } from "./selection";
import type { State } from "./state";
import { bundleText, Units } from "./units";

/** A picture of more is no picture any more. */
const mostNodes = 140;
const zooms = [0.25, 0.35, 0.5, 0.7, 0.85, 1, 1.25, 1.6, 2];

export class Graph {
  readonly element = el("div", { class: "graph" });
  #zoom = 0;
  #drawn = "";
  #resized: ResizeObserver | null = null;

  constructor(private readonly model: Model, private readonly state: State, private readonly select: Select) {}

  show(connections: readonly Connection[]): void {
    const bundles = new Units(this.state.collapsed).bundles(connections);
    const units = new Set(bundles.flatMap(bundle => [bundle.from.key, bundle.to.key]));
    const key = JSON.stringify([bundles.map(bundle => [bundle.key, bundle.counts]), this.state.moment]);
    if (key === this.#drawn) {
      return;
    }

    this.#drawn = key;
    this.#zoom = 0;
    if (bundles.length === 0) {
      this.element.replaceChildren(el("p", { class: "empty" }, "No connection passes the filters."));
    } else if (units.size > mostNodes) {
      this.element.replaceChildren(this.tooMany(units.size));
    } else {
      this.draw(layout(bundles, measure, this.element.clientWidth || 900), connections);
    }
  }

  private tooMany(units: number): HTMLElement {
    const hasChanges = this.model.connections.some(one => one.change !== "unchanged");
    return el("div", { class: "empty" },
      el("p", {}, `${count(units, "node")} would be too many to tell apart in a picture.`),
      el("p", { class: "choices" },
        hasChanges && button({ onclick: () => this.state.set({ changes: new Set(["lost", "gained", "changed"]) }) }, "Show only what changed"),
        button({ onclick: () => this.state.set({ view: "matrix" }) }, "Show the matrix")));
  }

  private draw(picture: Picture, connections: readonly Connection[]): void {
    const drawing = svg("svg", {
      class: `picture ${this.model.states === 1 ? "after" : this.state.moment}`, viewBox: `0 0 ${picture.width} ${picture.height}`, role: "group",
      "aria-label": "Connections between workloads. Arrow keys move between boxes, Enter shows a box's connections.",
    }, markers());
    const boxes = new Map<string, SVGGElement>();
    const layers = { groups: svg("g"), faint: svg("g"), strong: svg("g"), nodes: svg("g"), labels: svg("g") };
    for (const group of picture.groups) {
      layers.groups.append(this.group(group));
    }

    const lines: { edge: PlacedEdge; parts: SVGElement[] }[] = [];
    for (const edge of picture.edges) {
      const parts = this.edge(edge);
      (edge.bundle.change === "unchanged" ? layers.faint : layers.strong).append(parts[0]!);
      layers.labels.append(...parts.slice(1));
      lines.push({ edge, parts });
    }

    for (const node of picture.nodes) {
      const box = this.node(node, connections);
      boxes.set(node.id, box);
      layers.nodes.append(box);
      const follow = (on: boolean) => () => {
        drawing.classList.toggle("following", on);
        for (const { edge, parts } of lines) {
          parts.forEach(part => part.classList.toggle("on", on && (edge.from === node.id || edge.to === node.id)));
        }
      };
      box.addEventListener("mouseenter", follow(true));
      box.addEventListener("mouseleave", follow(false));
      box.addEventListener("focus", follow(true));
      box.addEventListener("blur", follow(false));
    }

    drawing.append(layers.groups, layers.faint, layers.strong, layers.labels, layers.nodes);
    rove(picture.nodes, boxes);
    const frame = el("div", { class: "frame", tabindex: 0, role: "region", "aria-label": "Picture of the connections" }, drawing);
    this.element.replaceChildren(this.zoomButtons(picture, drawing, frame), frame);
    this.#resized?.disconnect();
    this.#resized = new ResizeObserver(() => this.#zoom === 0 && this.scale(picture, drawing, frame));
    this.#resized.observe(this.element);
    this.scale(picture, drawing, frame);
  }

  private zoomButtons(picture: Picture, drawing: SVGSVGElement, frame: HTMLElement): HTMLElement {
    const step = (by: number) => () => {
      const current = drawing.clientWidth / picture.width || 1;
      const at = zooms.findIndex(zoom => zoom >= current - 0.01);
      this.#zoom = zooms[Math.min(zooms.length - 1, Math.max(0, (at < 0 ? zooms.length - 1 : at) + by))]!;
      this.scale(picture, drawing, frame);
    };
    return el("div", { class: "zoom", role: "group", "aria-label": "Zoom" },
      button({ "aria-label": "Smaller", onclick: step(-1) }, "−"),
      button({ "aria-label": "Fit", onclick: () => { this.#zoom = 0; this.scale(picture, drawing, frame); } }, "Fit"),
      button({ "aria-label": "Larger", onclick: step(1) }, "+"));
  }

  // Fits the frame, but never so that names cannot be read; a small picture is not blown up.
  private scale(picture: Picture, drawing: SVGSVGElement, frame: HTMLElement): void {
    const fit = Math.min(1, Math.max(0.6, Math.min((frame.clientWidth - 2) / picture.width, (innerHeight * 0.78 - 60) / picture.height)));
    const zoom = this.#zoom === 0 ? fit : this.#zoom;
    drawing.style.width = `${Math.round(picture.width * zoom)}px`;
    drawing.style.height = `${Math.round(picture.height * zoom)}px`;
  }

  private group(group: PlacedGroup): SVGElement {
    const fold = () => this.state.toggle(group.unit.space.id);
    const label = shorten(group.label, Math.max(12, Math.floor(group.width / 7.2)));
    return svg("g", { class: "space" },
      svg("rect", { ...corner(group), rx: 10 }),
      svg("text", {
        x: group.x - group.width / 2 + 10, y: group.y - group.height / 2 + 15, role: "button", "aria-label": `Fold ${group.label}`, onclick: fold,
      }, svg("title", {}, `${group.label} – click to fold`), label));
  }

  private node(node: PlacedNode, connections: readonly Connection[]): SVGGElement {
    const choose = () => this.select({
      kind: "unit", unit: node.unit,
      connections: connections.filter(one => this.isOf(node, one.from.id, "from") || this.isOf(node, one.to.id, "to")),
    });
    const kind = node.unit.end === null ? "folded" : node.unit.space.isOutside ? "outside" : "workload";
    return svg("g", {
      class: `node ${kind}`, role: "button", tabindex: -1, "aria-label": `${node.name} ${node.note}: ${node.unit.label}`, "data-unit": node.unit.label, onclick: choose,
      onkeydown: (event: KeyboardEvent) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          choose();
        }
      },
      ondblclick: () => node.unit.end === null && this.state.toggle(node.unit.space.id),
    },
      svg("title", {}, node.unit.label),
      kind === "folded" && svg("rect", { ...corner({ ...node, x: node.x + 4, y: node.y + 4 }), rx: 8 }),
      svg("rect", { ...corner(node), rx: 8 }),
      svg("text", { x: node.x, y: node.y - 3, class: "name" }, node.name), " ",
      svg("text", { x: node.x, y: node.y + 13, class: "note" }, node.note));
  }

  private isOf(node: PlacedNode, end: number, side: "from" | "to"): boolean {
    const { unit } = node;
    const isOwn = unit.end === null ? unit.space.ends.some(one => one.id === end) : unit.end.id === end;
    return isOwn && (!unit.space.isOutside || node.id.endsWith(`-${side}`));
  }

  private edge(edge: PlacedEdge): SVGElement[] {
    const { bundle } = edge;
    const choose = () => this.select(selectBundle(bundle));
    const title = `${bundle.from.label} → ${bundle.to.label}: ${bundleText(bundle, this.model)}`;
    const path = curve(edge.points);
    const line = svg("g", { class: `edge ${bundle.change}`, "data-edge": title, onclick: choose },
      svg("title", {}, title),
      svg("path", { class: "reach", d: path }),
      svg("path", { class: "line", d: path, "marker-end": `url(#arrow-${bundle.change})` }));
    if (edge.at === null || this.state.moment !== "difference") {
      return [line];
    }

    const width = measure(edge.label, "label") + 12;
    return [line, svg("g", { class: `edge-label ${bundle.change}`, onclick: choose },
      svg("title", {}, title),
      svg("rect", { ...corner({ ...edge.at, width, height: 20 }), rx: 10 }),
      svg("text", { x: edge.at.x, y: edge.at.y + 4 }, edge.label))];
  }
}

// One stop for the Tab key; arrow keys go to the nearest box in their direction.
function rove(nodes: readonly PlacedNode[], boxes: ReadonlyMap<string, SVGGElement>): void {
  boxes.get(nodes[0]!.id)!.setAttribute("tabindex", "0");
  for (const node of nodes) {
    boxes.get(node.id)!.addEventListener("keydown", event => {
      const direction = directions[event.key];
      const next = direction && nearest(node, nodes, direction);
      if (!direction) {
        return;
      }

      event.preventDefault();
      if (next) {
        boxes.get(node.id)!.setAttribute("tabindex", "-1");
        const target = boxes.get(next.id)!;
        target.setAttribute("tabindex", "0");
        target.focus();
      }
    });
  }
}

const directions: Record<string, Point | undefined> = {
  ArrowLeft: { x: -1, y: 0 }, ArrowRight: { x: 1, y: 0 }, ArrowUp: { x: 0, y: -1 }, ArrowDown: { x: 0, y: 1 },
};

function nearest(from: PlacedNode, nodes: readonly PlacedNode[], direction: Point): PlacedNode | undefined {
  let best: { node: PlacedNode; cost: number } | undefined;
  for (const node of nodes) {
    const [dx, dy] = [node.x - from.x, node.y - from.y];
    const along = dx * direction.x + dy * direction.y;
    const across = Math.abs(dx * direction.y) + Math.abs(dy * direction.x);
    const cost = along + 3 * across;
    if (node !== from && along > 1 && (!best || cost < best.cost)) {
      best = { node, cost };
    }
  }

  return best?.node;
}

function corner(box: Box): Record<string, number> {
  return { x: box.x - box.width / 2, y: box.y - box.height / 2, width: box.width, height: box.height };
}

// A quadratic curve through the middles of the layout's segments.
function curve(points: readonly Point[]): string {
  const at = (point: Point) => `${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
  let path = `M${at(points[0]!)}`;
  for (let i = 1; i < points.length - 1; i++) {
    const [point, next] = [points[i]!, points[i + 1]!];
    path += `Q${at(point)} ${at(i === points.length - 2 ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`;
  }

  return points.length === 2 ? `${path}L${at(points[1]!)}` : path;
}

function markers(): SVGElement {
  return svg("defs", {}, ["lost", "gained", "changed", "unchanged"].map(change => svg("marker", {
    id: `arrow-${change}`, class: `arrow ${change}`, viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 9, markerHeight: 9,
    markerUnits: "userSpaceOnUse", orient: "auto-start-reverse",
  }, svg("path", { d: "M0 1 L9 5 L0 9 z" }))));
}
