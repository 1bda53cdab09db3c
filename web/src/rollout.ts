// In which order a set of changes is applied so that nothing breaks on the way.

import { el } from "./dom";
import type { PageData } from "./data";

export function rollout(data: PageData): HTMLElement | null {
  const lines = data.rollout ?? [];
  if (lines.length === 0) {
    return null;
  }

  return el("section", { class: "rollout", "aria-label": "Rollout" },
    el("h2", {}, "Rollout"),
    lines.map(line => line.startsWith(" ") ? el("p", { class: "part" }, line.trim()) : headed(line)));
}

// "order: 2 steps, ..." and "Flux: stops at ..."
function headed(line: string): HTMLElement {
  const end = line.indexOf(":") + 1;
  return el("p", {}, el("strong", {}, line.slice(0, end)), line.slice(end));
}
