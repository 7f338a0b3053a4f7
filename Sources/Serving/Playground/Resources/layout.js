// The two drawers beside the conversation, and the theme.

import { $, icon } from "./dom.js";

const NARROW = matchMedia("(max-width: 60rem)");

/** Drawers: {toggle(name), open(name), close()}. On a narrow screen they lie over the page, one at a time. */
export function makeDrawers() {
  const drawers = { list: $("list"), settings: $("settings") };
  const buttons = { list: $("list-button"), settings: $("settings-button") };
  const open = { list: !NARROW.matches, settings: false };
  let opener = null;

  function show() {
    const over = NARROW.matches && (open.list || open.settings);
    for (const [name, drawer] of Object.entries(drawers)) {
      drawer.classList.toggle("open", open[name]);
      drawer.inert = !open[name];
      buttons[name].setAttribute("aria-expanded", String(open[name]));
    }
    $("main").inert = over;
    $("shade").hidden = !over;
  }

  function set(name, value) {
    if (value && NARROW.matches) for (const other of Object.keys(open)) open[other] = false;
    if (value && NARROW.matches) opener = buttons[name];
    open[name] = value;
    show();
    if (value && NARROW.matches) drawers[name].querySelector("button, input, textarea, select")?.focus();
  }

  /** Closes what lies over the page; returns whether anything did. */
  function closeOver() {
    if (!NARROW.matches || (!open.list && !open.settings)) return false;
    open.list = false;
    open.settings = false;
    show();
    opener?.focus();
    return true;
  }

  for (const [name, button] of Object.entries(buttons)) button.addEventListener("click", () => set(name, !open[name]));
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => {
      if (!closeOver()) set(button.dataset.close, false);
      buttons[button.dataset.close].focus();
    });
  }
  $("shade").addEventListener("click", closeOver);
  NARROW.addEventListener("change", () => {
    open.list = !NARROW.matches;
    open.settings = false;
    show();
  });
  show();
  return { open: (name) => set(name, true), closeOver };
}

const THEMES = { system: "Theme: as the system", light: "Theme: light", dark: "Theme: dark" };

export function makeThemeButton() {
  const button = $("theme-button");
  const names = Object.keys(THEMES);
  let theme = document.documentElement.dataset.theme ?? "system";

  function show() {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.replaceChildren(icon(theme));
    button.title = THEMES[theme];
    button.setAttribute("aria-label", `${THEMES[theme]}. Change it`);
  }

  button.addEventListener("click", () => {
    theme = names[(names.indexOf(theme) + 1) % names.length];
    localStorage.setItem("dazzle.theme", theme);
    show();
  });
  show();
}
