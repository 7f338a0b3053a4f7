// A conversation is a tree of messages, since a question can be asked anew and an answer written anew. Nothing here changes
// what it is given: every function returns a new conversation.

/** The key under which the first messages hang. */
export const ROOT = "root";

export function emptyConversation(id, now) {
  const root = { id: ROOT, parent: null, children: [], chosen: null };
  return { id, title: "", named: false, created: now, updated: now, nodes: { [ROOT]: root } };
}

/** Hangs a message under another and chooses it. */
export function add(conversation, parent, node, now) {
  const above = conversation.nodes[parent];
  const nodes = {
    ...conversation.nodes,
    [parent]: { ...above, children: [...above.children, node.id], chosen: node.id },
    [node.id]: { ...node, parent, children: [], chosen: null },
  };
  return { ...conversation, nodes, updated: now };
}

export function update(conversation, id, fields) {
  const node = conversation.nodes[id];
  if (!node) return conversation;
  return { ...conversation, nodes: { ...conversation.nodes, [id]: { ...node, ...fields } } };
}

/** The messages that are shown, from first to last. */
export function path(conversation) {
  const found = [];
  let node = conversation.nodes[ROOT];
  while (node?.chosen) {
    node = conversation.nodes[node.chosen];
    if (node) found.push(node);
  }
  return found;
}

/** The messages before and with this one. */
export function pathTo(conversation, id) {
  const found = [];
  for (let node = conversation.nodes[id]; node && node.id !== ROOT; node = conversation.nodes[node.parent]) {
    found.unshift(node);
  }
  return found;
}

export function last(conversation) {
  return path(conversation).at(-1) ?? conversation.nodes[ROOT];
}

/** Where a message stands among its versions. */
export function versions(conversation, id) {
  const all = conversation.nodes[conversation.nodes[id].parent].children;
  return { index: all.indexOf(id), count: all.length };
}

/** Shows the version `step` further on. */
export function chooseVersion(conversation, id, step) {
  const above = conversation.nodes[conversation.nodes[id].parent];
  const index = above.children.indexOf(id) + step;
  if (index < 0 || index >= above.children.length) return conversation;
  return update(conversation, above.id, { chosen: above.children[index] });
}

/** Everything a conversation shows, in all its branches. */
export function mediaOf(conversation) {
  return Object.values(conversation.nodes).flatMap((node) => node.media ?? []);
}

export function fileIDs(media) {
  return media.flatMap((item) => item.files);
}

/** What the list of conversations calls it. */
export function titleOf(conversation) {
  if (conversation.title) return conversation.title;
  const first = path(conversation).find((node) => node.role === "user");
  const text = (first?.text ?? "").replace(/\s+/g, " ").trim();
  if (text) return text.length > 60 ? text.slice(0, 57).trimEnd() + "…" : text;
  return first?.media?.length ? "About a picture" : "New conversation";
}

/**
 * Messages as the API reads them.
 * @param urls gives the URLs of the files of a picture or clip
 */
export function messagesOf(nodes, system, urls) {
  const messages = system.trim() ? [{ role: "system", content: system }] : [];
  for (const node of nodes) {
    if (node.role === "user") messages.push({ role: "user", content: contentOf(node, urls) });
    if (node.role === "tool") messages.push({ role: "tool", tool_call_id: node.call, name: node.name, content: node.text });
    if (node.role === "assistant" && saysSomething(node.answer)) messages.push(answerMessage(node.answer));
  }
  return messages;
}

function contentOf(node, urls) {
  if (!node.media?.length) return node.text;
  const parts = node.media.map((item) => partOf(item, urls(item)));
  return node.text ? [...parts, { type: "text", text: node.text }] : parts;
}

export function partOf(item, urls) {
  if (item.kind === "frames") return { type: "video", video: urls };
  if (item.kind === "video") return { type: "video_url", video_url: { url: urls[0] } };
  return { type: "image_url", image_url: { url: urls[0] } };
}

const saysSomething = (answer) => answer.text !== "" || answer.calls.length > 0;

function answerMessage(answer) {
  const message = { role: "assistant", content: answer.text };
  if (answer.reasoning) message.reasoning_content = answer.reasoning;
  if (answer.calls.length > 0) {
    message.tool_calls = answer.calls.map((call) => ({
      id: call.id, type: "function", function: { name: call.name, arguments: call.arguments },
    }));
  }
  return message;
}
