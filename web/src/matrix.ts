// The matrix: sources as rows, destinations as columns. Only the cells in sight exist, so that thousands of rows cost nothing.

import { el } from "./dom";
import { signs, type Connection, type Model } from "./model";
import { selectBundle, type Select } from "./selection";
import type { State } from "./state";
import { bundleText, Units, type Bundle, type Unit } from "./units";

const cell = 24;
const rowHead = 250;
const columnHead = 170;
const margin = 4;

export class Matrix {
  readonly element = el("div", { class: "matrix" });
  #rows: Unit[] = [];
  #columns: Unit[] = [];
  #bundles = new Map<string, Bundle>();
  #focus = { row: 0, column: 0 };
  readonly #grid = el("div", { role: "grid", "aria-label": "Connections: sources in rows, destinations in columns" });
  readonly #frame = el("div", { class: "frame", onscroll: () => this.render() }, this.#grid);

  constructor(private readonly model: Model, private readonly state: State, private readonly select: Select) {
    this.#grid.addEventListener("keydown", event => this.move(event));
    new ResizeObserver(() => this.render()).observe(this.#frame);
  }

  show(connections: readonly Connection[]): void {
    const bundles = new Units(this.state.collapsed).bundles(connections);
    if (bundles.length === 0) {
      this.element.replaceChildren(el("p", { class: "empty" }, "No connection passes the filters."));
      return;
    }

    this.#bundles = new Map(bundles.map(bundle => [bundle.key, bundle]));
    this.#rows = inOrder(bundles, bundle => bundle.from);
    this.#columns = inOrder(bundles, bundle => bundle.to);
    this.#focus = { row: 0, column: 0 };
    this.#grid.setAttribute("aria-rowcount", String(this.#rows.length + 1));
    this.#grid.setAttribute("aria-colcount", String(this.#columns.length + 1));
    this.#grid.style.width = `${rowHead + this.#columns.length * cell + 20}px`;
    this.#grid.style.height = `${columnHead + this.#rows.length * cell}px`;
    this.element.replaceChildren(this.#frame);
    this.#frame.scrollTo(0, 0);
    this.render();
  }

  private render(): void {
    if (this.#rows.length === 0) {
      return;
    }

    const frame = this.#frame;
    const hadFocus = this.#grid.contains(document.activeElement);
    const [top, bottom] = range(frame.scrollTop, frame.clientHeight - columnHead, this.#rows.length);
    const [left, right] = range(frame.scrollLeft, frame.clientWidth - rowHead, this.#columns.length);
    const rows: HTMLElement[] = [this.heads(left, right)];
    for (let row = top; row < bottom; row++) {
      rows.push(this.row(row, left, right));
    }

    this.#grid.replaceChildren(...rows);
    if (hadFocus) {
      this.#grid.querySelector<HTMLElement>("[tabindex='0']")?.focus({ preventScroll: true });
    }
  }

  private heads(left: number, right: number): HTMLElement {
    const row = el("div", { role: "row", class: "heads", "aria-rowindex": 1 }, el("div", { role: "columnheader", class: "corner" }, "from ↓  to →"));
    for (let column = left; column < right; column++) {
      const head = this.head("columnheader", this.#columns[column]!, column + 2);
      head.style.left = `${rowHead + column * cell}px`;
      row.append(head);
    }

    return row;
  }

  private row(index: number, left: number, right: number): HTMLElement {
    const unit = this.#rows[index]!;
    const row = el("div", { role: "row", class: "row", "aria-rowindex": index + 2 }, this.head("rowheader", unit, 1));
    row.style.top = `${columnHead + index * cell}px`;
    for (let column = left; column < right; column++) {
      row.append(this.cell(index, column));
    }

    return row;
  }

  private head(role: string, unit: Unit, column: number): HTMLElement {
    const name = unit.space.isOutside && unit.end !== null ? unit.name : unit.end === null ? unit.name : `${unit.space.name}/${unit.name}`;
    return el("div", {
      role, class: `head ${unit.end === null ? "folded" : ""}`, "aria-colindex": column, title: `${unit.label} – click to ${unit.end === null ? "unfold" : "fold"}`,
      "aria-label": unit.label, onclick: () => this.state.toggle(unit.space.id),
    },
      el("span", { class: "name" }, unit.end === null ? `▸ ${name}` : name),
      el("span", { class: "note" }, unit.note));
  }

  private cell(row: number, column: number): HTMLElement {
    const [from, to] = [this.#rows[row]!, this.#columns[column]!];
    const bundle = this.#bundles.get(`${from.key}>${to.key}`);
    const isFocus = row === this.#focus.row && column === this.#focus.column;
    const text = `${from.label} → ${to.label}: ${bundle === undefined ? "nothing" : bundleText(bundle, this.model)}`;
    const changed = bundle === undefined ? 0 : bundle.connections.length - bundle.counts.unchanged;
    const element = el("div", {
      role: "gridcell", class: `cell ${bundle?.change ?? "none"}`, tabindex: isFocus ? 0 : -1, "aria-colindex": column + 2, "aria-label": text,
      title: bundle === undefined ? null : text, "data-row": row, "data-column": column, onclick: () => this.choose(row, column),
    }, bundle === undefined ? "" : `${signs[bundle.change]}${changed > 1 && changed < 100 ? changed : ""}`);
    element.style.left = `${rowHead + column * cell}px`;
    return element;
  }

  private choose(row: number, column: number): void {
    this.#focus = { row, column };
    this.render();
    const bundle = this.#bundles.get(`${this.#rows[row]!.key}>${this.#columns[column]!.key}`);
    if (bundle !== undefined) {
      this.select(selectBundle(bundle));
    }
  }

  private move(event: KeyboardEvent): void {
    const { row, column } = this.#focus;
    const [lastRow, lastColumn] = [this.#rows.length - 1, this.#columns.length - 1];
    const next = {
      ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1],
      Home: [event.ctrlKey ? 0 : row, 0], End: [event.ctrlKey ? lastRow : row, lastColumn],
      PageUp: [row - 15, column], PageDown: [row + 15, column],
    }[event.key];
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.choose(row, column);
    } else if (next !== undefined) {
      event.preventDefault();
      this.#focus = { row: clamp(next[0]!, lastRow), column: clamp(next[1]!, lastColumn) };
      this.reveal();
      this.render();
      this.#grid.querySelector<HTMLElement>("[tabindex='0']")?.focus({ preventScroll: true });
    }
  }

  private reveal(): void {
    const frame = this.#frame;
    const [top, left] = [this.#focus.row * cell, this.#focus.column * cell];
    const [height, width] = [frame.clientHeight - columnHead - cell, frame.clientWidth - rowHead - cell];
    frame.scrollTo(
      Math.min(left, Math.max(frame.scrollLeft, left - width)),
      Math.min(top, Math.max(frame.scrollTop, top - height)));
  }
}

// What changed comes first, namespaces stay together, addresses are last.
function inOrder(bundles: readonly Bundle[], end: (bundle: Bundle) => Unit): Unit[] {
  const units = new Map<Unit, boolean>();
  const touched = new Set<number>();
  for (const bundle of bundles) {
    const unit = end(bundle);
    const isChanged = bundle.change !== "unchanged";
    units.set(unit, units.get(unit) || isChanged);
    if (isChanged) {
      touched.add(unit.space.id);
    }
  }

  return [...units.keys()].sort((a, b) =>
    Number(touched.has(b.space.id)) - Number(touched.has(a.space.id))
    || a.space.id - b.space.id
    || Number(units.get(b)) - Number(units.get(a))
    || (a.end?.id ?? -1) - (b.end?.id ?? -1));
}

function range(scroll: number, size: number, length: number): [number, number] {
  const first = Math.max(0, Math.floor(scroll / cell) - margin);
  return [first, Math.min(length, Math.ceil((scroll + Math.max(size, cell)) / cell) + margin)];
}

function clamp(value: number, last: number): number {
  return Math.max(0, Math.min(last, value));
}
