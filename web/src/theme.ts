// Light or dark: as the system has it, until the reader says otherwise.

import { button } from "./dom";

export function themeSwitch(): HTMLElement {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const element = button({ class: "theme", onclick: () => { document.documentElement.dataset.theme = isDark() ? "light" : "dark"; label(); } });
  const label = () => { element.textContent = isDark() ? "☀ Light" : "☾ Dark"; };
  system.addEventListener("change", label);
  label();
  return element;
}
