// Puts the page together.

import { read } from "./data";
import { Details } from "./details";
import { count, el } from "./dom";
import { filters } from "./filters";
import { findings, headline } from "./findings";
import { Graph } from "./graph";
import { List } from "./list";
import { Matrix } from "./matrix";
import { modelOf } from "./model";
import { rollout } from "./rollout";
import type { Select } from "./selection";
import { initial, visible } from "./state";
import { themeSwitch } from "./theme";

const data = read();
const model = modelOf(data.picture);
const state = initial(model);
const details = new Details(model, unit => state.toggle(unit.space.id));
const select: Select = selected => details.show(selected);
const views = { graph: new Graph(model, state, select), matrix: new Matrix(model, state, select), list: new List(model, select) };
const hint = "Choose a connection, a box or a cell to see which policy and which rule allows or denies it.";
const stage = el("div", { class: "stage" });
const status = el("p", { class: "status", role: "status" });
const printed = new List(model, null);

document.body.replaceChildren(
  el("header", { class: "page" }, headline(data, model), themeSwitch()),
  el("main", {},
    findings(data),
    rollout(data),
    el("section", { class: "connections-section", "aria-label": "Connections" },
      el("h2", {}, "Connections"),
      model.leftOut > 0 && el("p", { class: "note-line" },
        el("strong", {}, "note: "), `${count(model.leftOut, "unchanged connection")} would be too many for a page and are left out`),
      filters(model, state), status,
      el("div", { class: "workbench" }, stage, details.element)),
    el("section", { class: "printed" }, el("h2", {}, model.states === 2 ? "Every change" : "Every connection"), printed.element)),
  el("footer", {}, `admission-guard ${data.command}, version ${data.version}`));

function show(): void {
  const connections = visible(model, state);
  const view = views[state.view];
  if (stage.firstChild !== view.element) {
    stage.replaceChildren(view.element);
  }

  view.show(connections);
  status.textContent = `${connections.length.toLocaleString("en")} of ${count(model.connections.length, "connection")}. ${hint}`;
}

// Paper has no buttons: what changed is printed as a list below the picture.
addEventListener("beforeprint", () => printed.show(model.connections.filter(one => model.states === 1 || one.change !== "unchanged"), 500));
state.onChange(show);
show();
