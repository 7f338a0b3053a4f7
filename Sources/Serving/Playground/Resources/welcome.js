// What an empty conversation shows: examples to click.

import { $, icon, make } from "./dom.js";
import { makeExamples } from "./examples.js";
import { keepDrawing, wantsMotion } from "./media.js";

const FRAME_PAUSE = 350;

/** @param send is given the question and the pictures of the example that was clicked */
export function makeWelcome(send) {
  let drawnFor = null;

  function draw(sees) {
    drawnFor = sees;
    $("examples").replaceChildren(...makeExamples(sees).map((example) => make("li", {}, card(example, send))));
    $("draw").hidden = !sees;
  }

  $("draw").addEventListener("click", () => draw(drawnFor));

  return {
    show(visible, sees) {
      $("welcome").hidden = !visible;
      if (!visible) drawnFor = null;
      else if (drawnFor !== sees) draw(sees);
    },
  };
}

function card(example, send) {
  const ask = async () => send(example.question, await mediaOf(example));
  return make("button", { type: "button", class: `example ${example.kind}`, on: { click: ask } },
    example.canvases.length > 0 && make("span", { class: "scenes", "aria-hidden": "true" }, scenes(example)),
    make("span", { class: "question" }, example.question));
}

function scenes({ kind, canvases }) {
  if (kind !== "frames") return canvases;
  const shown = make("canvas", { width: canvases[0].width, height: canvases[0].height });
  const show = (index) => shown.getContext("2d").drawImage(canvases[index], 0, 0);
  let at = 0;
  show(at);
  const timer = wantsMotion() && setInterval(() => {
    if (!shown.isConnected) return clearInterval(timer);
    at = (at + 1) % canvases.length;
    show(at);
  }, FRAME_PAUSE);
  return [shown, icon("film")];
}

function mediaOf({ kind, canvases }) {
  if (kind === "frames") return Promise.all([keepDrawing(canvases, "frames", "Drawn clip")]);
  return Promise.all(canvases.map((canvas) => keepDrawing([canvas], "image", "Drawn picture")));
}
