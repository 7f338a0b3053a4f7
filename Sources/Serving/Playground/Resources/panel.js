// What the server does just now, from its figures. Asked for only while somebody looks at the page.

import { figures } from "./api.js";
import { $, make, makeSVG } from "./dom.js";
import { loadOf, parseFigures, rateBetween, sparkline } from "./metrics.js";

const PAUSE = 2000;
const KEPT = 40;

export function startPanel() {
  const rates = [];
  let before = null;
  let timer = null;
  const line = makeSVG("polyline", { fill: "none", points: "" });
  const names = [["running", "Running"], ["waiting", "Waiting"], ["cache", "KV cache"], ["rate", "Tokens/s"]];
  const values = Object.fromEntries(names.map(([name]) => [name, make("dd", { data: { figure: name } }, "–")]));
  const state = make("p", { class: "panel-state", hidden: true });
  const bar = make("span", { class: "bar", "aria-hidden": "true" }, make("span"));
  $("panel").append(
    make("dl", {}, names.map(([name, label]) => make("div", {}, make("dt", {}, label), values[name]))), bar,
    makeSVG("svg", { viewBox: "0 0 100 28", preserveAspectRatio: "none", class: "sparkline", "aria-hidden": "true" }, line), state);

  async function look() {
    timer = null;
    try {
      show({ time: performance.now(), load: loadOf(parseFigures(await figures())) });
    } catch (error) {
      before = null;
      state.textContent = error.status ? "The server shows no figures." : "The server cannot be reached.";
      state.hidden = false;
    }
    schedule(PAUSE);
  }

  function show(now) {
    const rate = rateBetween(before, now);
    const { running, waiting, cache } = now.load;
    state.hidden = true;
    values.running.textContent = running ?? "–";
    values.waiting.textContent = waiting ?? "–";
    values.cache.textContent = cache === null ? "–" : percent(cache);
    bar.firstChild.style.width = `${Math.min(100, (cache ?? 0) * 100)}%`;
    if (rate !== null) {
      values.rate.textContent = rate >= 10 || rate === 0 ? Math.round(rate) : rate.toFixed(1);
      rates.push(rate);
      if (rates.length > KEPT) rates.shift();
      line.setAttribute("points", sparkline(rates));
    }
    before = now;
  }

  function schedule(pause) {
    clearTimeout(timer);
    timer = document.hidden ? null : setTimeout(look, pause);
  }

  document.addEventListener("visibilitychange", () => {
    before = null;
    schedule(0);
  });
  schedule(0);
}

function percent(share) {
  const value = share * 100;
  return `${value > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} %`;
}
