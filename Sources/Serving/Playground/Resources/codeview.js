// The window that shows the next request as code.

import { key } from "./api.js";
import { openDialog } from "./dialogs.js";
import { copyText, icon, make, saveFile } from "./dom.js";
import { asCurl, asPython, asSwift } from "./snippets.js";
import { fileOf } from "./store.js";

const ENDINGS = { "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif", "image/bmp": "bmp",
  "video/mp4": "mp4", "video/webm": "webm", "video/quicktime": "mov" };

/** Names for all files, so that code can speak of them: {id: name}. */
export async function nameFiles(media) {
  const names = new Map();
  for (const item of media) {
    for (const id of item.files) {
      const blob = await fileOf(id);
      names.set(id, `${item.kind === "video" ? "clip" : "picture"}-${names.size + 1}.${ENDINGS[blob?.type] ?? "bin"}`);
    }
  }
  return names;
}

/** Shows a request whose files are named `file:NAME`. */
export function showCode(request, names) {
  const secret = key.get() !== "";
  const texts = { curl: asCurl(request, location.origin, secret), Python: asPython(request, location.origin, secret), Swift: asSwift(request) };
  const code = make("code", {});
  const panel = make("pre", { id: "code-panel", role: "tabpanel", tabIndex: 0 }, code);
  const tabs = Object.keys(texts).map((name) => make("button", {
    type: "button", role: "tab", id: `code-${name}`, "aria-controls": "code-panel", on: { click: () => select(name) },
  }, name));
  let shown = "";

  function select(name) {
    shown = name;
    code.textContent = texts[name];
    panel.setAttribute("aria-labelledby", `code-${name}`);
    for (const tab of tabs) {
      const chosen = tab.textContent === name;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
  }

  function onKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(tabs.findIndex((tab) => tab.textContent === shown) + step + tabs.length) % tabs.length];
    select(next.textContent);
    next.focus();
  }

  const files = [...names].map(([id, name]) => make("li", {}, make("button", { type: "button", class: "quiet", on: {
    click: async () => saveFile(name, await fileOf(id)),
  } }, icon("save"), name)));
  const list = make("div", { class: "tabs", role: "tablist", "aria-label": "Language", on: { keydown: onKey } }, tabs);
  const copy = make("button", { type: "button", class: "quiet", on: { click: () => copyText(texts[shown]) } }, icon("copy"), "Copy");
  select("curl");
  openDialog("The next request as code", make("div", { class: "code-view" }, make("div", { class: "row" }, list, make("span", { class: "spring" }), copy), panel,
    files.length > 0 && make("p", {}, "The code reads these files from the folder it runs in:"),
    files.length > 0 && make("ul", { class: "files" }, files)), { wide: true });
}
