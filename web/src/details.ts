// Who may talk to whom, and which policy and rule says so.

import { button, count, el } from "./dom";
import { changeText, portsText, signs, type Answer, type Connection, type Model, type Side } from "./model";
import type { Select, Selected } from "./selection";
import { bundleText, type Unit } from "./units";

const mostListed = 60;

export class Details {
  #opener: HTMLElement | SVGElement | null = null;
  readonly element = el("aside", { class: "details", "aria-live": "polite", "aria-label": "Details" });

  constructor(private readonly model: Model, private readonly unfold: (unit: Unit) => void) {
    this.element.addEventListener("keydown", event => event.key === "Escape" && this.close());
    this.close();
  }

  close(): void {
    this.element.hidden = true;
    this.#opener?.focus();
    this.#opener = null;
  }

  show(selected: Selected): void {
    const active = document.activeElement;
    const isInside = this.element.contains(active);
    if (!isInside && (active instanceof HTMLElement || active instanceof SVGElement)) {
      this.#opener = active;
    }

    this.element.hidden = false;
    switch (selected.kind) {
      case "connection":
        this.element.replaceChildren(...this.connection(selected.connection));
        break;
      case "bundle":
        this.element.replaceChildren(
          el("h3", {}, `${selected.bundle.from.label} → ${selected.bundle.to.label}`),
          el("p", {}, bundleText(selected.bundle, this.model)),
          this.listed(selected.bundle.connections),
          ...[selected.bundle.from, selected.bundle.to].filter(unit => unit.end === null).map(unit => this.unfoldButton(unit)));
        break;
      case "unit":
        this.element.replaceChildren(...this.unit(selected.unit, selected.connections));
    }

    const close = button({ class: "close small", "aria-label": "Close the details", onclick: () => this.close() }, "✕");
    this.element.prepend(close);
    if (isInside) {
      close.focus();
    }

    this.element.scrollTop = 0;
  }

  private unit(unit: Unit, connections: readonly Connection[]): HTMLElement[] {
    const isOwn = (space: number, end: number) => unit.end === null ? unit.space.id === space : unit.end.id === end;
    const into = connections.filter(one => isOwn(one.to.space.id, one.to.id));
    const out = connections.filter(one => isOwn(one.from.space.id, one.from.id));
    return [
      el("h3", {}, unit.label),
      this.unfoldButton(unit),
      ...(into.length > 0 ? [el("h4", {}, `reached by ${into.length}`), this.listed(into, "from")] : []),
      ...(out.length > 0 ? [el("h4", {}, `reaches ${out.length}`), this.listed(out, "to")] : []),
    ];
  }

  private unfoldButton(unit: Unit): HTMLElement {
    return button({ class: "small", onclick: () => this.unfold(unit) }, `${unit.end === null ? "Unfold" : "Fold"} ${unit.space.name}`);
  }

  private listed(connections: readonly Connection[], side: "from" | "to" | "both" = "both"): HTMLElement {
    const sorted = [...connections].sort((a, b) => Number(a.change === "unchanged") - Number(b.change === "unchanged") || a.id - b.id);
    const choose: Select = selected => this.show(selected);
    return el("ul", { class: "connections" },
      sorted.slice(0, mostListed).map(connection => el("li", {}, button(
        { class: "link", onclick: () => choose({ kind: "connection", connection }) },
        this.model.states === 2 && el("span", { class: `tag ${connection.change}` }, `${signs[connection.change]} ${connection.change}`),
        ` ${side === "both" ? `${connection.from.label} → ${connection.to.label}` : connection[side].label} `,
        el("span", { class: "ports" }, changeText(connection))))),
      sorted.length > mostListed && el("li", {}, `and ${count(sorted.length - mostListed, "more connection")}: the list view has them all`));
  }

  private connection(connection: Connection): HTMLElement[] {
    const { before, after } = this.model.explain(connection);
    const isTwo = this.model.states === 2;
    const isSame = JSON.stringify(before) === JSON.stringify(after);
    return [
      el("h3", {}, el("span", {}, connection.from.label), el("span", { class: "arrow" }, " → "), el("span", {}, connection.to.label)),
      el("p", {},
        isTwo && el("span", { class: `tag ${connection.change}` }, `${signs[connection.change]} ${connection.change}`),
        ` ${changeText(connection)}`),
      ...(!isTwo || isSame
        ? [this.answers(isTwo ? "before and after" : "", after)]
        : [this.answers("before", before), this.answers("after", after)]),
    ];
  }

  private answers(title: string, answers: readonly Answer[]): HTMLElement {
    return el("section", { class: "answers" },
      title !== "" && el("h4", {}, title),
      answers.length === 0 && el("p", {}, "One of the two is not there."),
      answers.map(answer => el("div", { class: `answer ${answer.allowed ? "allowed" : "denied"}` },
        el("p", {},
          el("strong", {}, answer.allowed ? "✓ allowed" : "✗ denied"), ` ${portsText(answer.ports)}`,
          answer.pairs < answer.of && ` for ${answer.pairs} of ${answer.of} pairs of pods`),
        el("dl", {}, side("egress", answer.egress), side("ingress", answer.ingress)))));
  }
}

function side(name: string, says: Side): HTMLElement[] {
  return [el("dt", {}, name), el("dd", {}, words(says))];
}

// In the words of `explain`.
function words(says: Side): (string | HTMLElement)[] {
  if (says.exemption !== "") {
    return [`allowed, ${says.exemption}`];
  }

  if (says.isolatedBy.length === 0) {
    return ["allowed, no policy isolates it"];
  }

  return says.allowedBy.length > 0
    ? ["allowed by ", ...named(says.allowedBy)]
    : ["isolated by ", ...named(says.isolatedBy), `, and no rule of ${says.isolatedBy.length === 1 ? "it" : "them"} allows this`];
}

function named(names: readonly string[]): (string | HTMLElement)[] {
  return names.flatMap((name, i) => [i === 0 ? "" : " and ", el("code", {}, name)]);
}
