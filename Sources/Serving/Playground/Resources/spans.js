// Markdown within a line: text, code, emphasis and links, as plain data. Takes any text in time that grows with its length.

const MARKS = { "*": ["emphasis", "strong"], _: ["emphasis", "strong"], "~": [null, "deleted"] };
const DEEPEST = 12;

/** Nodes: {type: "text" | "code", text}, {type: "break"}, {type: "emphasis" | "strong" | "deleted", children}, {type: "link", href, children}. */
export function parseSpans(source) {
  const state = { source, at: 0, nodes: [], open: [], brackets: [], noCode: new Set() };
  while (state.at < source.length) {
    const take = READERS[source[state.at]];
    if (!take || !take(state)) plain(state);
  }
  return joined(state.nodes);
}

const READERS = {
  "\\": escaped, "`": code, "*": mark, _: mark, "~": mark, "[": bracket, "!": bracket, "]": link, "\n": lineBreak,
  h: address, "<": address,
};

function plain(state) {
  const { source } = state;
  let end = state.at + 1;
  while (end < source.length && !(source[end] in READERS)) end += 1;
  text(state, source.slice(state.at, end));
  state.at = end;
}

function text(state, value) {
  state.nodes.push({ type: "text", text: value });
}

function escaped(state) {
  const next = state.source[state.at + 1];
  if (!next || !/[!-/:-@[-`{-~]/.test(next)) return false;
  text(state, next);
  state.at += 2;
  return true;
}

function code(state) {
  const { source, at } = state;
  let ticks = 1;
  while (source[at + ticks] === "`") ticks += 1;
  const end = state.noCode.has(ticks) ? -1 : endOfCode(source, at + ticks, ticks);
  if (end < 0) {
    state.noCode.add(ticks);
    text(state, source.slice(at, at + ticks));
    state.at = at + ticks;
    return true;
  }
  const inside = source.slice(at + ticks, end).replaceAll("\n", " ");
  const padded = inside.startsWith(" ") && inside.endsWith(" ") && inside.trim() !== "";
  state.nodes.push({ type: "code", text: padded ? inside.slice(1, -1) : inside });
  state.at = end + ticks;
  return true;
}

function endOfCode(source, from, ticks) {
  for (let at = source.indexOf("`", from); at >= 0; at = source.indexOf("`", at)) {
    let length = 1;
    while (source[at + length] === "`") length += 1;
    if (length === ticks) return at;
    at += length;
  }
  return -1;
}

function mark(state) {
  const { source, at } = state;
  const sign = source[at];
  let length = 1;
  while (source[at + length] === sign) length += 1;
  const before = source[at - 1] ?? " ";
  const after = source[at + length] ?? " ";
  state.at = at + length;
  const inWord = sign === "_" && /[\p{L}\p{N}]/u.test(before) && /[\p{L}\p{N}]/u.test(after);
  let left = length;
  if (!inWord && !/\s/.test(before)) left = close(state, sign, left);
  if (left === 0) return true;
  const canOpen = !inWord && !/\s/.test(after) && (sign !== "~" || left === 2);
  text(state, sign.repeat(left));
  if (canOpen && state.open.length < DEEPEST) state.open.push({ sign, length: left, at: state.nodes.length - 1 });
  return true;
}

/** Closes as many open marks as the run has room for; returns what is left of it. */
function close(state, sign, length) {
  let left = length;
  while (left > 0) {
    const index = state.open.findLastIndex((mark) => mark.sign === sign);
    if (index < 0) break;
    const opener = state.open[index];
    const width = left >= 2 && opener.length >= 2 ? 2 : 1;
    const type = MARKS[sign][width - 1];
    if (!type) break;
    state.open.length = index + 1;
    const children = joined(state.nodes.splice(opener.at + 1));
    if (children.length === 0) break;
    left -= width;
    opener.length -= width;
    if (opener.length === 0) {
      state.open.pop();
      state.nodes.pop();
    } else {
      state.nodes[opener.at] = { type: "text", text: sign.repeat(opener.length) };
    }
    state.nodes.push({ type, children });
  }
  return left;
}

function bracket(state) {
  const { source, at } = state;
  const sign = source[at] === "!" ? "![" : "[";
  if (!source.startsWith(sign, at)) return false;
  state.brackets.push({ at: state.nodes.length, open: state.open.length });
  text(state, sign);
  state.at += sign.length;
  return true;
}

const TARGET = /\(\s*<?([^\s<>()]{1,2000}(?:\([^\s<>()]{0,200}\)[^\s<>()]{0,200}){0,4})>?(?:\s+"[^"\n]{0,200}")?\s*\)/y;

function link(state) {
  const opener = state.brackets.pop();
  if (!opener) return false;
  TARGET.lastIndex = state.at + 1;
  const found = TARGET.exec(state.source);
  const href = found && safeAddress(found[1]);
  if (!href) return false;
  const children = joined(state.nodes.splice(opener.at + 1));
  state.nodes.pop();
  state.open.length = Math.min(state.open.length, opener.open);
  state.nodes.push({ type: "link", href, children: children.length > 0 ? children : [{ type: "text", text: href }] });
  state.at = TARGET.lastIndex;
  return true;
}

const ADDRESS = /<?(https?:\/\/[^\s<>"'`\]]{1,2000})>?/y;

function address(state) {
  if (/\w/.test(state.source[state.at - 1] ?? " ") || state.brackets.length > 0) return false;
  ADDRESS.lastIndex = state.at;
  const found = ADDRESS.exec(state.source);
  if (!found) return false;
  const enclosed = found[0].startsWith("<") && found[0].endsWith(">");
  const written = enclosed ? found[1] : found[1].replace(/[.,:;!?)*_~]+$/, "");
  const href = safeAddress(written);
  if (!href || (found[0].startsWith("<") && !enclosed)) return false;
  state.nodes.push({ type: "link", href, children: [{ type: "text", text: written }] });
  state.at += enclosed ? found[0].length : written.length;
  return true;
}

/** Only web addresses become links; null for anything that could run or read something. */
export function safeAddress(text) {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  return new URL(text).href;
}

function lineBreak(state) {
  const before = state.nodes.at(-1);
  const hard = before?.type === "text" && / {2,}$|\\$/.test(before.text);
  if (before?.type === "text") before.text = before.text.replace(/ +$|\\$/, "");
  state.nodes.push(hard ? { type: "break" } : { type: "text", text: "\n" });
  state.at += 1;
  return true;
}

function joined(nodes) {
  const result = [];
  for (const node of nodes) {
    const before = result.at(-1);
    if (node.type === "text" && before?.type === "text") before.text += node.text;
    else if (node.type !== "text" || node.text !== "") result.push({ ...node });
  }
  return result;
}
