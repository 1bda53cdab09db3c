// What to show and how: the bar above the connections.

import { button, el } from "./dom";
import { countChanges } from "./findings";
import { changes, signs, type Change, type Model } from "./model";
import { portMistake } from "./ports";
import type { Moment, State, View } from "./state";

export function filters(model: Model, state: State): HTMLElement {
  const counts = countChanges(model);
  const mistake = el("span", { class: "mistake", role: "status", id: "port-mistake" });
  const port = el("input", {
    type: "text", size: 9, placeholder: "tcp/5432", spellcheck: "false", "aria-describedby": "port-mistake",
    oninput: () => {
      mistake.textContent = portMistake(port.value);
      port.setAttribute("aria-invalid", String(mistake.textContent !== ""));
      state.set({ port: port.value });
    },
  });
  const text = el("input", { type: "search", size: 20, placeholder: "name, kind, address", spellcheck: "false", oninput: () => state.set({ text: text.value }) });
  const space = el("select", { onchange: () => state.set({ space: space.value === "" ? null : Number(space.value) }) },
    el("option", { value: "" }, "all"),
    model.spaces.filter(one => one.ends.length > 0).map(one => el("option", { value: one.id }, one.name)));
  return el("div", { class: "filters" },
    choice<View>("View", [["graph", "Picture"], ["matrix", "Matrix"], ["list", "List"]], () => state.view, view => state.set({ view }), state),
    model.states === 2 && choice<Moment>(
      "Moment", [["difference", "Difference"], ["before", "Before"], ["after", "After"]], () => state.moment, moment => state.set({ moment }), state),
    model.states === 2 && el("div", { class: "changes", role: "group", "aria-label": "Changes" }, changes.map(change => toggle(change, counts[change], state))),
    el("label", {}, "Namespace ", space),
    el("label", {}, "Workload ", text),
    el("label", {}, "Port ", port), mistake,
    model.spaces.length > 2 && el("div", { class: "folding", role: "group", "aria-label": "Namespaces" },
      button({ onclick: () => fold(model, state, true) }, "Fold all"), button({ onclick: () => fold(model, state, false) }, "Unfold all")));
}

function choice<T extends string>(
  name: string, options: [T, string][], current: () => T, choose: (value: T) => void, state: State,
): HTMLElement {
  const buttons = options.map(([value, label]) => button({ "data-value": value, onclick: () => choose(value) }, label));
  const mark = () => buttons.forEach(one => one.setAttribute("aria-pressed", String(one.dataset.value === current())));
  state.onChange(mark);
  mark();
  return el("div", { class: "choice", role: "group", "aria-label": name }, buttons);
}

function toggle(change: Change, number: number, state: State): HTMLElement {
  const box = el("input", {
    type: "checkbox",
    onchange: () => {
      const next = new Set(state.changes);
      if (box.checked) {
        next.add(change);
      } else {
        next.delete(change);
      }

      state.set({ changes: next });
    },
  });
  const mark = () => { box.checked = state.changes.has(change); };
  state.onChange(mark);
  mark();
  return el("label", { class: `toggle ${change}` }, box, el("span", { class: "key", "aria-hidden": "true" }, signs[change]), ` ${change} ${number.toLocaleString("en")}`);
}

function fold(model: Model, state: State, folded: boolean): void {
  state.collapsed.clear();
  if (folded) {
    model.spaces.forEach(space => state.collapsed.add(space.id));
  }

  state.notify();
}
