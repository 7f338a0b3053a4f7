// Making elements. Text always goes in as text: nothing here reads HTML.

/**
 * An element. Properties: `class`, `on` (an object of listeners), `data`, names that are properties of the element, and
 * attributes otherwise; undefined, null and false leave them out.
 */
export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") element.className = value;
    else if (key === "on") for (const [event, run] of Object.entries(value)) element.addEventListener(event, run);
    else if (key === "data") Object.assign(element.dataset, value);
    else if (key in element && !key.includes("-")) element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function makeSVG(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Lines on a grid of 20 by 20. */
const ICONS = {
  send: "M10 16V4M5 9l5-5 5 5",
  stop: "M6 6h8v8H6z",
  attach: "M14.5 9.5l-5 5a3 3 0 0 1-4.3-4.3l6-6a2 2 0 0 1 2.9 2.9l-6 6a1 1 0 0 1-1.4-1.4l5.1-5.1",
  camera: "M3 6.5h3l1.4-2h5.2l1.4 2h3v9H3zM10 13.4a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4",
  code: "M7 6l-4 4 4 4M13 6l4 4-4 4",
  copy: "M7 7V3.5h9.5V13H13M3.5 7H13v9.5H3.5z",
  again: "M15.5 7.5A6 6 0 1 0 16 11M16 3.5v4h-4",
  edit: "M4 16l.8-3.6L13 4.2l2.8 2.8-8.2 8.2z",
  left: "M12 5l-5 5 5 5",
  right: "M8 5l5 5-5 5",
  down: "M10 4v12M5 11l5 5 5-5",
  close: "M5 5l10 10M15 5L5 15",
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  settings: "M3 6h7M14 6h3M12 4v4M3 14h3M10 14h7M8 12v4",
  plus: "M10 4v12M4 10h12",
  trash: "M4 6h12M8 6V4h4v2M5.5 6l.8 10h7.4l.8-10",
  save: "M10 3.5v9M6 9l4 4 4-4M4 16.5h12",
  light: "M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6M10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M4.7 15.3l1.1-1.1M14.2 5.8l1.1-1.1",
  dark: "M15.5 12A6.5 6.5 0 0 1 8 4.5a6.5 6.5 0 1 0 7.5 7.5z",
  system: "M3 4.5h14v9H3zM7 16.5h6",
  check: "M4 10.5l4 4 8-9",
  film: "M3 4.5h14v11H3zM6.5 4.5v11M13.5 4.5v11M3 8h3.5M3 12h3.5M13.5 8H17M13.5 12H17",
};

export function icon(name) {
  return makeSVG("svg", { viewBox: "0 0 20 20", class: "icon", "aria-hidden": "true" }, makeSVG("path", { d: ICONS[name] }));
}

/** A button that shows an icon and says its name. */
export function iconButton(name, label, run, properties = {}) {
  return make("button", { type: "button", class: "icon-button", title: label, "aria-label": label, on: { click: run }, ...properties },
    icon(name));
}

export const $ = (id) => document.getElementById(id);

/** Says something in the corner for a while, and to screen readers. */
export function notify(sentence) {
  const note = make("p", { class: "note" }, sentence);
  $("notes").append(note);
  setTimeout(() => note.remove(), 6000);
}

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    notify("Copied.");
  } catch {
    notify("The browser does not let this page copy.");
  }
}

/** Saves bytes as a file of the user's. */
export function saveFile(name, blob) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
