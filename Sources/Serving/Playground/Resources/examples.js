// Questions to begin with. Their pictures are drawn anew each time, so no answer can have been learned by heart.

import { COLOURS, SHAPES, drawScene, pick, pickSome, places } from "./drawing.js";

const names = Object.keys(COLOURS);
const solid = SHAPES.filter((shape) => shape !== "ring" && shape !== "cross");

/** Each gives {question, kind: "image" | "frames", canvases}; several canvases of the kind "image" are several pictures. */
const DRAWN = [
  function whatItIs() {
    return picture("What is in the picture?", [{ shape: pick(SHAPES), colour: pick(names), ...places(1)[0] }]);
  },
  function colour() {
    const things = mixed(2);
    return picture(`What colour is the ${things[0].shape}?`, things);
  },
  function howMany() {
    const shape = pick(solid);
    const count = 2 + Math.floor(Math.random() * 4);
    const colours = pickSome(names, count);
    return picture(`How many ${shape}s are there?`, places(count).map((place, index) => ({ ...place, shape, colour: colours[index] })));
  },
  function stripes() {
    const things = mixed(2, solid, names.filter((name) => name !== "black"));
    pick(things).striped = true;
    return picture("Which shape has stripes?", things);
  },
  function number() {
    const text = String(10 + Math.floor(Math.random() * 90));
    return picture("Which number do you see?", [{ text, colour: pick(names), x: 0.5, y: 0.52, size: 0.5 }]);
  },
  function where() {
    const shape = pick(solid);
    const [x, y] = pick([[0.2, 0.2], [0.8, 0.2], [0.2, 0.8], [0.8, 0.8]]);
    return picture(`Where is the ${shape}?`, [{ shape, colour: pick(names), x, y, size: 0.32 }]);
  },
  function twoPictures() {
    const [first, second] = mixed(2);
    const place = places(1)[0];
    const canvases = [first, second].map((thing) => drawScene([{ ...thing, ...place }]));
    return { question: "What do the two pictures show?", kind: "image", canvases };
  },
  function clip() {
    const shape = pick(solid);
    const colour = pick(names);
    const [dx, dy] = pick([[1, 0], [-1, 0], [0, 1], [0, -1]]);
    const canvases = [-0.3, -0.18, -0.06, 0.06, 0.18, 0.3].map((step) =>
      drawScene([{ shape, colour, x: 0.5 + step * dx, y: 0.5 + step * dy, size: 0.3 }], 224));
    return { question: `Which way does the ${shape} move?`, kind: "frames", canvases };
  },
];

function picture(question, things) {
  return { question, kind: "image", canvases: [drawScene(things)] };
}

function mixed(count, shapes = SHAPES, colours = names) {
  const kinds = pickSome(shapes, count);
  const tones = pickSome(colours, count);
  return places(count).map((place, index) => ({ ...place, shape: kinds[index], colour: tones[index] }));
}

const WRITTEN = [
  "Hello! What can you do?",
  "Remember the number 4821. I shall ask you for it.",
  "Explain in three sentences why zebras have stripes.",
  "Write a Markdown table of four animals with their speed and weight.",
];

/** Examples for a model that sees, or that reads only text. */
export function makeExamples(sees) {
  return sees ? DRAWN.map((draw) => draw()) : WRITTEN.map((question) => ({ question, kind: "text", canvases: [] }));
}
