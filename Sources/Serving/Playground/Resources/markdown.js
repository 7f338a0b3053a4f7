// Markdown's blocks as plain data, for text that may still be growing. No HTML: what looks like it is text.

import { parseSpans } from "./spans.js";

const DEEPEST = 8;
const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([^`]*)$/;
const HEADING = /^ {0,3}(#{1,6})(?:\s+(.*?))?\s*#*\s*$/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])( +|$)/;
const DIVIDER = /^ {0,3}\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/**
 * Blocks: {type: "paragraph", spans}, {type: "heading", level, spans}, {type: "code", language, text}, {type: "rule"},
 * {type: "quote", blocks}, {type: "list", ordered, start, items: [blocks]}, {type: "table", align, head, rows}.
 */
export function parseMarkdown(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  return blocksOf(lines.map((line) => line.replace(/^[ \t]+/, (space) => space.replaceAll("\t", "    "))), 0);
}

function blocksOf(lines, depth) {
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    if (lines[at].trim() === "") {
      at += 1;
      continue;
    }
    const [block, next] = blockAt(lines, at, depth);
    blocks.push(block);
    at = next;
  }
  return blocks;
}

function blockAt(lines, at, depth) {
  const line = lines[at];
  if (FENCE.test(line)) return codeAt(lines, at);
  const heading = HEADING.exec(line);
  if (heading) return [{ type: "heading", level: heading[1].length, spans: parseSpans(heading[2] ?? "") }, at + 1];
  if (RULE.test(line)) return [{ type: "rule" }, at + 1];
  if (depth < DEEPEST && QUOTE.test(line)) return quoteAt(lines, at, depth);
  if (depth < DEEPEST && ITEM.test(line)) return listAt(lines, at, depth);
  if (startsTable(lines, at)) return tableAt(lines, at);
  return paragraphAt(lines, at);
}

function codeAt(lines, at) {
  const [, fence, language] = FENCE.exec(lines[at]);
  const indent = lines[at].search(/\S/);
  const inside = [];
  let next = at + 1;
  for (; next < lines.length; next += 1) {
    const line = lines[next].trim();
    if (line.startsWith(fence) && line === fence[0].repeat(line.length)) break;
    inside.push(lines[next].slice(Math.min(indent, Math.max(0, lines[next].search(/\S|$/)))));
  }
  return [{ type: "code", language: language.trim().split(/\s/)[0], text: inside.join("\n") }, next + 1];
}

function quoteAt(lines, at, depth) {
  const inside = [];
  let next = at;
  while (next < lines.length && QUOTE.test(lines[next])) {
    inside.push(lines[next].replace(QUOTE, ""));
    next += 1;
  }
  return [{ type: "quote", blocks: blocksOf(inside, depth + 1) }, next];
}

const isOrdered = (marker) => /\d/.test(marker);

function listAt(lines, at, depth) {
  const [, , marker] = ITEM.exec(lines[at]);
  const list = { type: "list", ordered: isOrdered(marker), start: parseInt(marker, 10) || 0, items: [] };
  const base = lines[at].search(/\S/);
  let next = at;
  while (next < lines.length) {
    const item = ITEM.exec(lines[next]);
    if (!item || item[1].length > base + 1 || isOrdered(item[2]) !== list.ordered || RULE.test(lines[next])) break;
    const [inside, end] = itemAt(lines, next, item);
    list.items.push(blocksOf(inside, depth + 1));
    next = end;
  }
  return [list, next];
}

/** The lines of an item without their indent, and where it ends. */
function itemAt(lines, at, item) {
  const width = item[1].length + item[2].length + Math.min(4, Math.max(1, item[3].length));
  const inside = [lines[at].slice(item[0].length)];
  let next = at + 1;
  for (; next < lines.length; next += 1) {
    const line = lines[next];
    const indent = line.search(/\S/);
    if (indent < 0) {
      const follows = lines.slice(next, next + 3).find((other) => other.trim() !== "");
      if (follows === undefined || follows.search(/\S/) <= item[1].length) break;
      inside.push("");
    } else if (indent > item[1].length) {
      inside.push(line.slice(Math.min(indent, width)));
    } else if (startsBlock(lines, next) || inside.at(-1) === "") {
      break;
    } else {
      inside.push(line);
    }
  }
  while (next < lines.length && lines[next].trim() === "" && ITEM.test(lines[next + 1] ?? "")) next += 1;
  return [inside, next];
}

const cells = (line) =>
  line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));

function startsTable(lines, at) {
  return lines[at].includes("|") && DIVIDER.test(lines[at + 1] ?? "") && lines[at + 1].includes("-")
    && cells(lines[at]).length === cells(lines[at + 1]).length;
}

function tableAt(lines, at) {
  const head = cells(lines[at]).map(parseSpans);
  const align = cells(lines[at + 1]).map((cell) => {
    if (cell.endsWith(":")) return cell.startsWith(":") ? "center" : "right";
    return "left";
  });
  const rows = [];
  let next = at + 2;
  for (; next < lines.length && lines[next].includes("|"); next += 1) {
    const row = cells(lines[next]).slice(0, head.length).map(parseSpans);
    while (row.length < head.length) row.push([]);
    rows.push(row);
  }
  return [{ type: "table", align, head, rows }, next];
}

function startsBlock(lines, at) {
  const line = lines[at];
  return line.trim() === "" || FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line)
    || ITEM.test(line);
}

function paragraphAt(lines, at) {
  let next = at + 1;
  while (next < lines.length && !startsBlock(lines, next) && !startsTable(lines, next)) next += 1;
  const text = lines.slice(at, next).map((line) => line.trimStart()).join("\n").trimEnd();
  return [{ type: "paragraph", spans: parseSpans(text) }, next];
}
