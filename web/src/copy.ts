// A text with a button that copies it. Pages from file:// may be refused the clipboard: then the old way is tried, and it is said what came of it.

import { button, el } from "./dom";

export function copyable(text: string, what: string): HTMLElement {
  const code = el("code", {}, text);
  const status = el("span", { class: "copied", role: "status" });
  const copy = async () => {
    status.textContent = await put(text, code) ? "copied" : "selected: press Ctrl+C";
    setTimeout(() => { status.textContent = ""; }, 2500);
  };
  return el("div", { class: "copyable" },
    el("pre", { tabindex: 0, role: "region", "aria-label": what }, code),
    el("div", { class: "copying" }, button({ class: "small", "aria-label": `Copy ${what}`, onclick: copy }, "Copy"), status));
}

async function put(text: string, code: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const selection = getSelection()!;
    selection.selectAllChildren(code);
    return document.execCommand("copy");
  }
}
