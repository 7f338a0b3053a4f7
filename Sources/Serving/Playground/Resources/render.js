// Markdown as elements. What a model wrote becomes text nodes and a fixed set of elements, never HTML.

import { copyText, icon, make } from "./dom.js";
import { parseMarkdown } from "./markdown.js";

/** Shows text in an element. Blocks that have not changed keep their elements, so that a selection survives what follows. */
export function showMarkdown(element, text) {
  const blocks = parseMarkdown(text);
  const keys = blocks.map((block) => JSON.stringify(block));
  const shown = element.shownBlocks ?? [];
  let same = 0;
  while (same < keys.length && keys[same] === shown[same]) same += 1;
  while (element.childNodes.length > same) element.lastChild.remove();
  element.append(...blocks.slice(same).map(blockElement));
  element.shownBlocks = keys;
}

const BLOCKS = {
  paragraph: (block) => make("p", {}, spanElements(block.spans)),
  // The page's own headings end at the second level.
  heading: (block) => make(`h${Math.min(6, block.level + 2)}`, { class: `size-${block.level}` }, spanElements(block.spans)),
  rule: () => make("hr"),
  quote: (block) => make("blockquote", {}, block.blocks.map(blockElement)),
  code: codeElement,
  list: (block) => make(block.ordered ? "ol" : "ul", { start: block.ordered && block.start !== 1 ? block.start : null },
    block.items.map((item) => make("li", {}, itemElements(item)))),
  table: tableElement,
};

const blockElement = (block) => BLOCKS[block.type](block);

/** An item of one line needs no paragraph around it. */
function itemElements(item) {
  return item.map((block, index) => (index === 0 && block.type === "paragraph" && item.every((other, at) => at === 0 || other.type === "list")
    ? make("span", {}, spanElements(block.spans)) : blockElement(block)));
}

function codeElement(block) {
  const copy = make("button", { type: "button", class: "copy", on: { click: () => copyText(block.text) } }, icon("copy"), "Copy");
  return make("div", { class: "code" },
    make("div", { class: "code-head" }, make("span", {}, block.language || "text"), copy),
    make("pre", { tabIndex: 0, "aria-label": "Code" }, make("code", {}, block.text)));
}

function tableElement(block) {
  const row = (cells, name) => make("tr", {}, cells.map((spans, index) =>
    make(name, { class: `to-${block.align[index]}`, scope: name === "th" ? "col" : null }, spanElements(spans))));
  return make("div", { class: "table", tabIndex: 0, role: "region", "aria-label": "Table" },
    make("table", {}, make("thead", {}, row(block.head, "th")), make("tbody", {}, block.rows.map((cells) => row(cells, "td")))));
}

const SPANS = {
  text: (span) => document.createTextNode(span.text),
  code: (span) => make("code", {}, span.text),
  break: () => make("br"),
  emphasis: (span) => make("em", {}, spanElements(span.children)),
  strong: (span) => make("strong", {}, spanElements(span.children)),
  deleted: (span) => make("del", {}, spanElements(span.children)),
  link: (span) => make("a", { href: span.href, target: "_blank", rel: "noopener noreferrer" }, spanElements(span.children)),
};

const spanElements = (spans) => spans.map((span) => SPANS[span.type](span));
