// What is shown as one: a workload or range, or a whole namespace that is folded.

import { count } from "./dom";
import { changes, changeText, workloads, type Change, type Connection, type End, type Model, type Space } from "./model";

export interface Unit {
  key: string;
  space: Space;
  /** The end; null for a folded namespace. */
  end: End | null;
  /** How it is called where its namespace is told too. */
  name: string;
  /** Its kind, or how much is folded into it. */
  note: string;
  /** How it is called by itself. */
  label: string;
}

/** All connections from one unit to another. */
export interface Bundle {
  key: string;
  from: Unit;
  to: Unit;
  connections: Connection[];
  counts: Record<Change, number>;
  /** The change that is shown: what is lost before what is gained. */
  change: Change;
}

export class Units {
  readonly #known = new Map<string, Unit>();

  constructor(private readonly collapsed: ReadonlySet<number>) {}

  of(end: End): Unit {
    const isFolded = this.collapsed.has(end.space.id);
    const key = isFolded ? `s${end.space.id}` : `e${end.id}`;
    let unit = this.#known.get(key);
    if (unit === undefined) {
      unit = isFolded ? folded(end.space, key) : single(end, key);
      this.#known.set(key, unit);
    }

    return unit;
  }

  bundles(connections: readonly Connection[]): Bundle[] {
    const bundles = new Map<string, Bundle>();
    for (const connection of connections) {
      const [from, to] = [this.of(connection.from), this.of(connection.to)];
      const key = `${from.key}>${to.key}`;
      let bundle = bundles.get(key);
      if (bundle === undefined) {
        bundle = { key, from, to, connections: [], counts: { lost: 0, gained: 0, changed: 0, unchanged: 0 }, change: "unchanged" };
        bundles.set(key, bundle);
      }

      bundle.connections.push(connection);
      bundle.counts[connection.change]++;
    }

    for (const bundle of bundles.values()) {
      bundle.change = changes.find(change => bundle.counts[change] > 0)!;
    }

    return [...bundles.values()];
  }
}

/** "1 lost, 3 unchanged" of two states; of one, which is compared with nothing, the ports or "3 connections". */
export function bundleText(bundle: Bundle, model: Model): string {
  if (model.states === 2) {
    return countsText(bundle.counts);
  }

  return bundle.connections.length === 1 ? changeText(bundle.connections[0]!) : count(bundle.connections.length, "connection");
}

/** "1 lost, 3 unchanged". */
export function countsText(counts: Record<Change, number>): string {
  return changes.filter(change => counts[change] > 0).map(change => `${counts[change].toLocaleString("en")} ${change}`).join(", ");
}

const everything: Record<string, string> = {
  "0.0.0.0-255.255.255.255": "every IPv4 address",
  "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff": "every IPv6 address",
};

function folded(space: Space, key: string): Unit {
  const note = space.isOutside ? count(space.ends.length, "range") : count(workloads(space.ends), "workload");
  return { key, space, end: null, name: space.name, note, label: `${space.isOutside ? "" : "namespace "}${space.name} (${note})` };
}

function single(end: End, key: string): Unit {
  const { space, label } = end;
  return space.isOutside ? { key, space, end, ...addresses(end.name), label } : { key, space, end, name: end.name, note: end.kind + end.part, label };
}

// A range of one address is called by that address.
function addresses(range: string): { name: string; note: string } {
  const [first, last] = range.split("-");
  return first === last ? { name: first!, note: "address" } : { name: range, note: everything[range] ?? "addresses" };
}
