// The list of conversations.

import { $, iconButton, make } from "./dom.js";
import { titleOf } from "./tree.js";

/** Shows the conversations, newest first. `actions`: open, rename, save, remove; each takes an id. */
export function showConversations(conversations, current, busy, actions) {
  const list = $("conversations");
  const sorted = [...conversations].sort((one, two) => two.updated - one.updated);
  const focused = document.activeElement?.closest?.("#conversations li")?.dataset.id;
  const order = [...list.querySelectorAll("li:focus-within button")].indexOf(document.activeElement);
  list.replaceChildren(...sorted.map((conversation) => row(conversation, conversation.id === current, busy(conversation.id), actions)));
  if (focused) list.querySelectorAll(`li[data-id="${focused}"] button`)[Math.max(0, order)]?.focus();
  $("no-conversations").hidden = sorted.length > 0;
}

function row(conversation, isCurrent, isBusy, actions) {
  const title = titleOf(conversation);
  const act = (action) => () => actions[action](conversation.id);
  return make("li", { data: { id: conversation.id }, class: isCurrent ? "current" : "" },
    make("button", { type: "button", class: "open", title, "aria-current": isCurrent ? "true" : null, on: { click: act("open") } },
      make("span", { dir: "auto" }, title), isBusy && make("span", { class: "busy", title: "An answer is being written" })),
    make("span", { class: "row-tools" },
      iconButton("edit", `Rename ${title}`, act("rename")),
      iconButton("save", `Export ${title} as JSON`, act("save")),
      iconButton("trash", `Delete ${title}`, act("remove"))));
}
