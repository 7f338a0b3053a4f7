// All conversations, the answers that are being written, and what keeps them in the browser.

import { Failure, streamChat } from "./api.js";
import { emptyAnswer, finishAnswer, foldEvent, isOver } from "./answer.js";
import { requestOf } from "./request.js";
import { allConversations, dataURLOf, fileOf, newID, removeConversation, removeFiles, saveConversation, savedFiles, saveFiles } from "./store.js";
import { add, chooseVersion, emptyConversation, fileIDs, last, mediaOf, messagesOf, pathTo, update } from "./tree.js";

const SAVE_PAUSE = 1500;

/**
 * @param changed is told of every change: (id of the conversation, id of the message if only that has changed)
 * @param ended is told of every answer that is complete: (answer)
 */
export function makeChat({ settings, model, changed, ended }) {
  const conversations = new Map();
  const running = new Map();
  let unsaved = new Set();
  let saving = null;

  function put(conversation, node = null) {
    conversations.set(conversation.id, conversation);
    unsaved.add(conversation.id);
    saving ??= setTimeout(save, SAVE_PAUSE);
    changed(conversation.id, node);
  }

  async function save() {
    clearTimeout(saving);
    saving = null;
    const ids = unsaved;
    unsaved = new Set();
    for (const id of ids) if (conversations.has(id)) await saveConversation(conversations.get(id));
  }

  async function load() {
    for (const conversation of await allConversations()) conversations.set(conversation.id, settled(conversation));
    const shown = new Set(fileIDs([...conversations.values()].flatMap(mediaOf)));
    await removeFiles((await savedFiles()).filter((file) => !shown.has(file)));
  }

  /** Answers that a closed page left unfinished have been stopped. */
  function settled(conversation) {
    const open = Object.values(conversation.nodes).filter((node) => node.answer && !isOver(node.answer));
    return open.reduce((result, node) => update(result, node.id, { answer: finishAnswer(node.answer, "stopped", node.answer.last) }), conversation);
  }

  // MARK: Asking

  /** Adds a question, to a new conversation where `id` is null. Returns the conversation's id. */
  function ask(id, text, media, parent = null) {
    const conversation = conversations.get(id) ?? emptyConversation(newID(), Date.now());
    const node = { id: newID(), role: "user", text, media };
    answer(add(conversation, parent ?? last(conversation).id, node, Date.now()), node.id);
    saveFiles(fileIDs(media)).then(save);
    return conversation.id;
  }

  function reply(id, parent, results) {
    let conversation = conversations.get(id);
    let above = parent;
    for (const { call, name, text } of results) {
      const node = { id: newID(), role: "tool", call, name, text };
      conversation = add(conversation, above, node, Date.now());
      above = node.id;
    }
    answer(conversation, above);
  }

  /** Adds an answer under a message and has it written. */
  function answer(conversation, parent) {
    const node = { id: newID(), role: "assistant", answer: emptyAnswer(model(), performance.timeOrigin + performance.now()) };
    put(add(conversation, parent, node, Date.now()));
    write(conversation.id, node.id);
  }

  async function write(id, node) {
    stop(id);
    const control = new AbortController();
    running.set(id, control);
    changed(id);
    const now = () => performance.timeOrigin + performance.now();
    const set = (next) => conversations.has(id) && put(update(conversations.get(id), node, { answer: next }), node);
    const current = () => conversations.get(id)?.nodes[node].answer;
    set(emptyAnswer(model(), now()));
    let how = "done";
    let problem = null;
    try {
      const request = await makeRequest(pathTo(conversations.get(id), conversations.get(id).nodes[node].parent));
      set(emptyAnswer(model(), now()));
      await streamChat(request, control.signal, (event) => current() && set(foldEvent(current(), event, now())));
    } catch (error) {
      how = control.signal.aborted ? "stopped" : "failed";
      if (how === "failed") problem = { sentence: sentenceOf(error), status: error.status ?? 0 };
    }
    if (running.get(id) === control) running.delete(id);
    if (!current()) return;
    set({ ...finishAnswer(current(), how, now()), problem });
    changed(id);
    ended(current());
    await save();
  }

  async function makeRequest(nodes) {
    const urls = new Map();
    const media = nodes.flatMap((node) => node.media ?? []);
    for (const file of fileIDs(media)) urls.set(file, await dataURLOf(file));
    const { system } = settings();
    return requestOf(model(), messagesOf(nodes, system, (item) => item.files.map((file) => urls.get(file))), settings());
  }

  function stop(id) {
    running.get(id)?.abort();
  }

  // MARK: Keeping

  async function remove(id) {
    const files = fileIDs(mediaOf(conversations.get(id)));
    stop(id);
    conversations.delete(id);
    unsaved.delete(id);
    changed(id);
    await removeConversation(id);
    await removeFiles(files);
  }

  /** A conversation with its pictures, as a file for others to read: its messages in the API's form, and all branches. */
  async function exported(id) {
    const conversation = conversations.get(id);
    const files = {};
    for (const file of fileIDs(mediaOf(conversation))) if (await fileOf(file)) files[file] = await dataURLOf(file);
    const nodes = pathTo(conversation, last(conversation).id);
    const messages = messagesOf(nodes, settings().system, (item) => item.files.map((file) => files[file]));
    return new Blob([JSON.stringify({ format: "dazzle-conversation", version: 1, messages, conversation, files }, null, 2)], { type: "application/json" });
  }

  return {
    load, save, ask, reply, stop, remove, exported,
    all: () => [...conversations.values()],
    get: (id) => conversations.get(id) ?? null,
    isRunning: (id) => running.has(id),
    regenerate: (id, node) => answer(conversations.get(id), conversations.get(id).nodes[node].parent),
    retry: (id, node) => write(id, node),
    askAnew: (id, node, text, media) => ask(id, text, media, conversations.get(id).nodes[node].parent),
    chooseVersion: (id, node, step) => put(chooseVersion(conversations.get(id), node, step)),
    rename: (id, title) => put({ ...conversations.get(id), title }),
  };
}

const sentenceOf = (error) => (error instanceof Failure || error instanceof Error ? error.message : String(error));
