// What the reader has chosen: one object, and those who want to know when it changes.

import { portFilter } from "./ports";
import { changes, type Change, type Connection, type Model } from "./model";

export type View = "graph" | "matrix" | "list";
export type Moment = "difference" | "before" | "after";

export class State {
  view: View = "graph";
  moment: Moment = "difference";
  changes = new Set<Change>(changes);
  /** A namespace's number; null for all. */
  space: number | null = null;
  text = "";
  port = "";
  /** Namespaces that are shown as one. */
  readonly collapsed = new Set<number>();

  readonly #listeners: (() => void)[] = [];

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  set(change: Partial<Pick<State, "view" | "moment" | "changes" | "space" | "text" | "port">>): void {
    Object.assign(this, change);
    this.notify();
  }

  toggle(space: number): void {
    if (!this.collapsed.delete(space)) {
      this.collapsed.add(space);
    }

    this.notify();
  }

  notify(): void {
    this.#listeners.forEach(listener => listener());
  }
}

/** The connections that pass the filters. */
export function visible(model: Model, state: State): Connection[] {
  const text = state.text.trim().toLowerCase();
  const hasPort = portFilter(state.port);
  return model.connections.filter(one =>
    state.changes.has(one.change)
    && (state.moment !== "before" || one.before.length > 0)
    && (state.moment !== "after" || one.after.length > 0)
    && (state.space === null || one.from.space.id === state.space || one.to.space.id === state.space)
    && (text === "" || one.from.label.toLowerCase().includes(text) || one.to.label.toLowerCase().includes(text))
    && (hasPort === null || hasPort(one)));
}

/** What a reader wants to see first: everything while it is little, namespaces without a change as one each when it is much. */
export function initial(model: Model): State {
  const state = new State();
  const touched = new Set(model.connections.filter(one => one.change !== "unchanged").flatMap(one => [one.from.space.id, one.to.space.id]));
  const isLarge = model.ends.length > 60 || model.connections.length > 260;
  let shown = 0;
  for (const space of isLarge ? model.spaces : []) {
    shown += touched.has(space.id) ? space.ends.length : 0;
    if (!touched.has(space.id) || shown > 80) {
      state.collapsed.add(space.id);
    }
  }

  if (isLarge && model.spaces.length > 40) {
    state.view = "matrix";
  }

  return state;
}
