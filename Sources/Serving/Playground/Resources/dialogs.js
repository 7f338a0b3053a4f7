// Windows over the page. The browser's own dialog keeps the focus inside and closes on Esc.

import { iconButton, make } from "./dom.js";

/** Opens a window; `closed` runs once it is gone. */
export function openDialog(title, content, { closed, wide = false } = {}) {
  const dialog = make("dialog", { class: wide ? "wide" : "", "aria-label": title },
    make("header", {}, make("h2", {}, title), iconButton("close", "Close", () => dialog.close())), content);
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed?.();
  });
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Asks for a line of text; null if the user thought better of it. */
export function askText(title, label, value) {
  return new Promise((done) => {
    let answer = null;
    const field = make("input", { type: "text", value, maxLength: 200 });
    const form = make("form", { class: "ask", on: { submit: (event) => {
      event.preventDefault();
      answer = field.value.trim();
      dialog.close();
    } } }, make("label", {}, label, field), make("button", { type: "submit", class: "primary" }, "Save"));
    const dialog = openDialog(title, form, { closed: () => done(answer) });
    field.select();
  });
}

/** Asks before something is lost. */
export function askWhether(title, sentence, action) {
  return new Promise((done) => {
    let answer = false;
    const finish = (value) => {
      answer = value;
      dialog.close();
    };
    const content = make("div", { class: "ask" }, make("p", {}, sentence), make("div", { class: "row" },
      make("button", { type: "button", class: "quiet", on: { click: () => finish(false) } }, "Keep"),
      make("button", { type: "button", class: "primary", autofocus: true, on: { click: () => finish(true) } }, action)));
    const dialog = openDialog(title, content, { closed: () => done(answer) });
  });
}
