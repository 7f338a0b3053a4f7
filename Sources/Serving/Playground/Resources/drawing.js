// Small scenes drawn on canvases: coloured shapes, stripes, numbers.

import { make } from "./dom.js";

export const COLOURS = {
  red: "#dc2828", orange: "#f78c1e", yellow: "#fadc32", green: "#32a046", blue: "#285ad7", purple: "#823cb4", pink: "#fa96be", black: "#141414",
};
export const SHAPES = ["circle", "square", "triangle", "star", "diamond", "heart", "cross", "ring"];
export const EDGE = 448;

const turn = (k, n, r = 1) => [r * Math.sin((2 * Math.PI * k) / n), -r * Math.cos((2 * Math.PI * k) / n)];
const range = (n) => Array.from({ length: n }, (_, k) => k);

/** Outlines in the square from -1 to 1. */
const OUTLINES = {
  square: [[-0.86, -0.86], [0.86, -0.86], [0.86, 0.86], [-0.86, 0.86]],
  triangle: [[0, -0.92], [0.98, 0.8], [-0.98, 0.8]],
  diamond: [[0, -1], [0.72, 0], [0, 1], [-0.72, 0]],
  star: range(10).map((k) => turn(k, 10, k % 2 ? 0.42 : 1)),
  cross: [[-1, -3], [1, -3], [1, -1], [3, -1], [3, 1], [1, 1], [1, 3], [-1, 3], [-1, 1], [-3, 1], [-3, -1], [-1, -1]]
    .map(([x, y]) => [x / 3, y / 3]),
  heart: range(48).map((k) => (k * Math.PI) / 24).map((t) =>
    [Math.sin(t) ** 3, -(13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t)) / 16]),
  circle: range(72).map((k) => turn(k, 72)),
};

function outline(shape, half) {
  const path = new Path2D();
  OUTLINES[shape === "ring" ? "circle" : shape].forEach(([x, y], index) => {
    if (index === 0) path.moveTo(x * half, y * half);
    else path.lineTo(x * half, y * half);
  });
  path.closePath();
  if (shape === "ring") path.arc(0, 0, half * 0.52, 0, 2 * Math.PI);
  return path;
}

/** Draws a thing: {shape, colour, x, y, size, striped}, or {text, colour, x, y, size}. Places and sizes are shares of the edge. */
function put(pen, thing, edge) {
  pen.save();
  pen.translate(thing.x * edge, thing.y * edge);
  pen.fillStyle = COLOURS[thing.colour];
  if (thing.text) {
    pen.font = `600 ${thing.size * edge}px system-ui, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(thing.text, 0, 0);
  } else {
    const half = (thing.size * edge) / 2;
    const path = outline(thing.shape, half);
    pen.fill(path, "evenodd");
    if (thing.striped) stripe(pen, path, half, thing.colour === "black" ? "#fff" : "#141414");
  }
  pen.restore();
}

function stripe(pen, path, half, colour) {
  pen.clip(path, "evenodd");
  pen.rotate(Math.PI / 4);
  pen.fillStyle = colour;
  const step = half / 2;
  for (let at = -2 * half; at < 2 * half; at += step) pen.fillRect(at, -2 * half, step * 0.45, 4 * half);
}

/** A picture of things on a plain ground. */
export function drawScene(things, edge = EDGE) {
  const canvas = make("canvas", { width: edge, height: edge });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, edge, edge);
  for (const thing of things) put(pen, thing, edge);
  return canvas;
}

export const pick = (list) => list[Math.floor(Math.random() * list.length)];

/** So many of a list, no two alike. */
export function pickSome(list, count) {
  const left = [...list];
  return range(count).map(() => left.splice(Math.floor(Math.random() * left.length), 1)[0]);
}

/** Places for so many things that do not touch, with the size they may have. */
export function places(count) {
  const jitter = () => (Math.random() - 0.5) * 0.05;
  const layouts = {
    1: [0.5, [[0.5, 0.5]]],
    2: [0.38, [[0.27, 0.5], [0.73, 0.5]]],
    3: [0.32, [[0.5, 0.26], [0.26, 0.72], [0.74, 0.72]]],
    4: [0.3, [[0.27, 0.27], [0.73, 0.27], [0.27, 0.73], [0.73, 0.73]]],
    5: [0.26, [[0.22, 0.22], [0.78, 0.22], [0.5, 0.5], [0.22, 0.78], [0.78, 0.78]]],
  };
  const [size, centres] = layouts[count];
  return centres.map(([x, y]) => ({ size, x: x + jitter(), y: y + jitter() }));
}
