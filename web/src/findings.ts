// The verdict and what led to it: the first thing on the page.

import { copyable } from "./copy";
import { button, count, el } from "./dom";
import type { Finding, PageData, PolicyReview, Verdict } from "./data";
import { changes, workloads, type Change, type Model } from "./model";

const mostShown = 40;
const words: Record<Verdict, string> = { deny: "Denied", warn: "Warned", audit: "Allowed", allow: "Allowed" };
const icons: Record<Verdict, string> = { deny: "✗", warn: "!", audit: "✓", allow: "✓" };

/** "Denied: 1 policy", or how much differs. */
export function headline(data: PageData, model: Model): HTMLElement {
  if (data.verdict !== undefined) {
    const meant = data.reviews!.filter(review => review.verdict === data.verdict);
    return el("div", { class: `verdict ${data.verdict}` },
      el("span", { class: "icon", "aria-hidden": "true" }, icons[data.verdict]),
      el("div", {}, el("h1", {}, words[data.verdict]), el("p", {}, summary(data, meant))));
  }

  const counts = countChanges(model);
  const text = data.command === "diff"
    ? changes.filter(change => change !== "unchanged").map(change => `${counts[change].toLocaleString("en")} ${change}`).join(", ")
    : `${count(model.connections.length, "connection")} between ${count(workloads(model.ends), "workload")}`;
  return el("div", { class: "verdict plain" },
    el("div", {}, el("h1", {}, data.command === "diff" ? "What differs between two states" : "Who may talk to whom"), el("p", {}, text)));
}

/** Everything that is said of the policies. */
export function findings(data: PageData): HTMLElement | null {
  const spoken = (data.reviews ?? []).filter(review => review.findings.length > 0);
  const order: Verdict[] = ["deny", "warn", "audit", "allow"];
  spoken.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  if (spoken.length === 0 && data.notes.length === 0) {
    return null;
  }

  const silence = silenceOf(data);
  return el("section", { class: "findings", "aria-label": data.reviews === undefined ? "Notes" : "Findings" },
    upTo(spoken, review => policy(review, data), "policies"),
    spoken.length > 0 && silence !== "" && el("p", { class: "quiet" }, silence),
    data.notes.map(note => el("p", { class: "note-line" }, el("strong", {}, "note: "), note)));
}

export function countChanges(model: Model): Record<Change, number> {
  const counts: Record<Change, number> = { lost: 0, gained: 0, changed: 0, unchanged: 0 };
  model.connections.forEach(one => counts[one.change]++);
  return counts;
}

// "2 more policies: nothing to say; 1 more policy: unchanged", in the words of the text; empty when there is something to say of each.
function silenceOf(data: PageData): string {
  const reviews = data.reviews ?? [];
  const silent = reviews.filter(review => review.findings.length === 0);
  const unchanged = silent.filter(review => review.unchanged === true).length;
  const more = silent.length < reviews.length ? "more " : "";
  return [[silent.length - unchanged, "nothing to say"] as const, [unchanged, "unchanged"] as const]
    .filter(([number]) => number > 0)
    .map(([number, words]) => `${number === 1 ? `1 ${more}policy` : `${number} ${more}policies`}: ${words}`)
    .join("; ");
}

function summary(data: PageData, meant: readonly PolicyReview[]): string {
  const total = data.reviews!.length;
  if (total === 0) {
    return "no NetworkPolicy in the change; nothing to review";
  }

  const policies = total === 1 ? "1 policy" : `${total} policies`;
  if (data.verdict === "allow" || data.verdict === "audit") {
    return data.reviews!.every(review => review.findings.length === 0) ? silenceOf(data) : `${policies}, nothing to object to`;
  }

  const names = meant.slice(0, 5).map(review => review.policy).join(", ") + (meant.length > 5 ? ` and ${meant.length - 5} more` : "");
  return `${meant.length === total ? policies : `${meant.length} of ${policies}`}: ${names}`;
}

function policy(review: PolicyReview, data: PageData): HTMLElement {
  return el("article", { class: `policy ${review.verdict}` },
    el("header", {},
      el("h2", {}, review.policy),
      el("span", { class: "operation" }, review.operation),
      el("span", { class: `action ${review.verdict}` }, review.verdict)),
    upTo(review.findings, finding => findingOf(finding, data), "findings"),
    review.pass !== undefined && el("div", { class: "pass" },
      el("p", {}, review.pass.command === undefined ? "If this is meant, annotate the policy:" : "If this is meant, first run:"),
      copyable(review.pass.command ?? review.pass.annotation, `what acknowledges the change of ${review.policy}`)));
}

function findingOf(finding: Finding, data: PageData): HTMLElement {
  const rule = data.rules?.[finding.rule];
  const action = finding.acknowledged ? "acknowledged" : finding.action;
  return el("div", { class: `finding ${finding.action}` },
    el("h3", {}, el("span", { class: `action ${finding.action}` }, action), ` ${finding.rule}`),
    el("p", { class: "message" }, finding.message),
    el("dl", {},
      el("dt", {}, "field"), el("dd", {},
        el("code", {}, finding.field), ...(finding.place === undefined ? [] : [" in ", el("code", {}, finding.place)])),
      el("dt", {}, "fix"), el("dd", {}, finding.remediation)),
    finding.patch && el("details", {},
      el("summary", {}, "The fix as a patch"),
      copyable(finding.patch.json, `the patch for ${finding.rule}`),
      copyable(finding.patch.command, `the command that patches for ${finding.rule}`)),
    rule && el("details", {}, el("summary", {}, "Why this matters"), el("p", {}, rule.finds), el("p", {}, rule.why)));
}

// Ten thousand findings would keep a browser busy that nobody reads.
function upTo<T>(items: readonly T[], render: (item: T) => HTMLElement, what: string): HTMLElement[] {
  const shown = items.slice(0, mostShown).map(render);
  if (items.length > mostShown) {
    const more: HTMLElement = el("p", { class: "more" }, button({
      onclick: () => more.replaceWith(...items.slice(mostShown).map(render)),
    }, `Show ${items.length - mostShown} more ${what}`));
    shown.push(more);
  }

  return shown;
}
