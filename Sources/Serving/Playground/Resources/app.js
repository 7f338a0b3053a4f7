// The page: puts the parts together.

import { models } from "./api.js";
import { partsOf } from "./answer.js";
import { makeChat } from "./chat.js";
import { nameFiles, showCode } from "./codeview.js";
import { acceptDrops, makeComposer } from "./composer.js";
import { askText, askWhether } from "./dialogs.js";
import { $, icon, iconButton, make, notify, saveFile } from "./dom.js";
import { makeDrawers, makeThemeButton } from "./layout.js";
import { wantsMotion } from "./media.js";
import { makeMessage } from "./messages.js";
import { startPanel } from "./panel.js";
import { problemsOf, requestOf } from "./request.js";
import { makeSettings } from "./settings.js";
import { showConversations } from "./sidebar.js";
import { openStore } from "./store.js";
import { last, messagesOf, path, titleOf, versions } from "./tree.js";
import { makeWelcome } from "./welcome.js";

const MODELS_PAUSE = 2000;
const CURRENT = "dazzle.current";

let current = null;
let served = [];
const views = new Map();
const model = () => $("model").value;
const sees = () => served.find(({ id }) => id === model())?.sees ?? true;

for (const button of document.querySelectorAll("[data-icon]")) button.prepend(icon(button.dataset.icon));
makeThemeButton();
const drawers = makeDrawers();
const settings = makeSettings((what) => what === "key" && loadModels());
const chat = makeChat({ settings: settings.get, model, changed, ended });
const composer = makeComposer({
  label: "Message", placeholder: "Ask something", send, stop: () => chat.stop(current),
  extra: iconButton("code", "Show the next request as code", showNext),
});
const welcome = makeWelcome((question, media) => {
  send(question, media);
  composer.focus();
});
$("composer").append(composer.element);
acceptDrops($("main"), composer.addFiles);

// MARK: Conversation

const actions = {
  chooseVersion: (node, step) => chat.chooseVersion(current, node, step),
  regenerate: (node) => ready() && chat.regenerate(current, node),
  retry: (node) => ready() && chat.retry(current, node),
  askAnew: (node, text, media) => ready() && chat.askAnew(current, node, text, media),
  reply: (node, results) => ready() && chat.reply(current, node, results),
  enterKey: () => {
    drawers.open("settings");
    settings.focus("key");
  },
};

/** Whether the settings can be sent; if not, says why and shows where. */
function ready() {
  const [problem] = problemsOf(settings.get());
  if (!problem) return true;
  notify(problem.sentence);
  drawers.open("settings");
  settings.focus(problem.name);
  return false;
}

function send(text, media) {
  if (!ready() || chat.isRunning(current)) return false;
  following = true;
  open(chat.ask(current, text, media));
  return true;
}

function open(id) {
  if (id !== current) {
    views.clear();
    $("messages").replaceChildren();
    following = true;
  }
  current = id;
  if (id) sessionStorage.setItem(CURRENT, id);
  else sessionStorage.removeItem(CURRENT);
  changed(id);
}

let frame = null;
let whole = false;

/** Draws what has changed with the next frame, however often it changes until then. */
function changed(id, node = null) {
  whole ||= node === null;
  if (node !== null && id !== current) return;
  frame ??= requestAnimationFrame(draw);
}

function draw() {
  const structure = whole;
  frame = null;
  whole = false;
  const conversation = chat.get(current);
  const nodes = conversation ? path(conversation) : [];
  if (structure) drawStructure(conversation, nodes);
  nodes.forEach((node, index) => views.get(node.id)?.show(node, versions(conversation, node.id), index === nodes.length - 1));
  if (following) $("scroll").scrollTop = $("scroll").scrollHeight;
}

function drawStructure(conversation, nodes) {
  for (const node of nodes) if (!views.has(node.id)) views.set(node.id, makeMessage(node, actions));
  const elements = nodes.map((node) => views.get(node.id).element);
  const list = $("messages");
  for (const element of [...list.children]) if (!elements.includes(element)) element.remove();
  elements.forEach((element, index) => list.children[index] !== element && list.insertBefore(element, list.children[index] ?? null));
  welcome.show(nodes.length === 0, sees());
  document.title = conversation ? `${titleOf(conversation)} – Dazzle` : "Dazzle";
  composer.setBusy(chat.isRunning(current));
  showConversations(chat.all(), current, chat.isRunning, listActions);
}

function ended(answer) {
  const said = answer.problem?.sentence ?? `${partsOf(answer).text} ${answer.state === "stopped" ? "Stopped." : ""}`;
  $("said").textContent = `Answer: ${said}`;
}

// MARK: Following what is written

let following = true;
$("scroll").addEventListener("scroll", () => {
  const { scrollTop, scrollHeight, clientHeight } = $("scroll");
  following = scrollHeight - scrollTop - clientHeight < 60;
  $("newest").hidden = following;
});
$("newest").addEventListener("click", () => {
  following = true;
  $("scroll").scrollTo({ top: $("scroll").scrollHeight, behavior: wantsMotion() ? "smooth" : "auto" });
  composer.focus();
});

// MARK: List of conversations

const listActions = {
  open(id) {
    open(id);
    if (drawers.closeOver()) composer.focus();
  },
  async rename(id) {
    const title = await askText("Rename the conversation", "Name", titleOf(chat.get(id)));
    if (title) chat.rename(id, title);
  },
  async save(id) {
    const name = titleOf(chat.get(id)).replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 40) || "conversation";
    saveFile(`${name}.json`, await chat.exported(id));
  },
  async remove(id) {
    if (!await askWhether("Delete the conversation", `“${titleOf(chat.get(id))}” will be gone for good.`, "Delete")) return;
    if (id === current) open(null);
    await chat.remove(id);
    composer.focus();
  },
};

function startNew() {
  open(null);
  drawers.closeOver();
  composer.focus();
}

$("new").addEventListener("click", startNew);
$("new-small").addEventListener("click", startNew);

// MARK: The next request as code

async function showNext() {
  if (!ready()) return;
  const conversation = chat.get(current);
  const draft = composer.draft();
  let nodes = conversation ? path(conversation) : [];
  if (draft.text || draft.media.length) nodes = [...nodes, { role: "user", ...draft }];
  else if (nodes.length > 0 && last(conversation).role === "assistant") nodes = nodes.slice(0, -1);
  else nodes = [{ role: "user", text: "Hello!", media: [] }];
  const names = await nameFiles(nodes.flatMap((node) => node.media ?? []));
  const messages = messagesOf(nodes, settings.get().system, (item) => item.files.map((file) => `file:${names.get(file)}`));
  showCode(requestOf(model(), messages, settings.get()), names);
}

// MARK: Models

async function loadModels() {
  try {
    served = await models();
    $("state").textContent = served.length > 0 ? "" : "No model is ready yet.";
  } catch (error) {
    served = [];
    $("state").textContent = error.message;
  }
  const kept = localStorage.getItem("dazzle.model");
  const chosen = served.find(({ id }) => id === (model() || kept)) ?? served.find(({ id }) => id === kept) ?? served[0];
  $("model").replaceChildren(...served.map(({ id }) => make("option", { value: id, selected: id === chosen?.id }, id)));
  $("model").disabled = served.length === 0;
  $("state").hidden = served.length > 0;
  changed(current);
  if (served.length === 0) setTimeout(loadModels, MODELS_PAUSE);
}

$("model").addEventListener("change", () => {
  localStorage.setItem("dazzle.model", model());
  changed(current);
});

// MARK: Keys and start

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (!drawers.closeOver() && chat.isRunning(current)) chat.stop(current);
});
document.addEventListener("visibilitychange", () => document.hidden && chat.save());
addEventListener("pagehide", () => chat.save());

const lasting = await openStore();
await chat.load();
if (!lasting) notify("This browser keeps nothing: conversations end with the page.");
const kept = sessionStorage.getItem(CURRENT);
open(chat.get(kept) ? kept : null);
await loadModels();
startPanel();
composer.focus();
document.documentElement.dataset.ready = "true";
