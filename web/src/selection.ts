// What the details speak of: one connection, or all between two units, or all of one unit.

import type { Connection } from "./model";
import type { Bundle, Unit } from "./units";

export type Selected =
  | { kind: "connection"; connection: Connection }
  | { kind: "bundle"; bundle: Bundle }
  | { kind: "unit"; unit: Unit; connections: Connection[] };

export type Select = (selected: Selected) => void;

/** A bundle of one connection is that connection. */
export function selectBundle(bundle: Bundle): Selected {
  return bundle.connections.length === 1 ? { kind: "connection", connection: bundle.connections[0]! } : { kind: "bundle", bundle };
}
