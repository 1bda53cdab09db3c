// Connections as a table: for screen readers, for print, and for whoever likes lists.

import { button, count, el } from "./dom";
import { changeText, signs, type Connection, type Model } from "./model";
import type { Select } from "./selection";

const step = 200;

export class List {
  readonly element = el("div", { class: "list" });

  constructor(private readonly model: Model, private readonly select: Select | null) {}

  show(connections: readonly Connection[], most = step): void {
    if (connections.length === 0) {
      this.element.replaceChildren(el("p", { class: "empty" }, "No connection passes the filters."));
      return;
    }

    const titles = [...(this.model.states === 2 ? ["change"] : []), "from", "to", "ports"];
    const rest = connections.length - most;
    this.element.replaceChildren(
      el("div", { class: "frame", tabindex: 0, role: "region", "aria-label": "List of the connections" }, el("table", {},
        el("thead", {}, el("tr", {}, titles.map(title => el("th", { scope: "col" }, title)))),
        el("tbody", {}, connections.slice(0, most).map(one => this.row(one))))),
      rest > 0 ? el("p", { class: "more" }, this.select === null
        ? `and ${count(rest, "more connection")}`
        : button({ onclick: () => this.show(connections, most + step) }, `Show ${Math.min(step, rest)} of ${rest.toLocaleString("en")} more`)) : "");
  }

  private row(connection: Connection): HTMLElement {
    const { change } = connection;
    const text = `${connection.from.label} → ${connection.to.label}`;
    return el("tr", { class: change },
      this.model.states === 2 && el("td", {}, el("span", { class: `tag ${change}` }, `${signs[change]} ${change}`)),
      el("td", {}, connection.from.label),
      el("td", {}, connection.to.label),
      el("td", {}, this.select === null ? changeText(connection) : button(
        { class: "link", "aria-label": `${changeText(connection)}, why: ${text}`, onclick: () => this.select!({ kind: "connection", connection }) },
        changeText(connection))));
  }
}
