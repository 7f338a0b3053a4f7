// The server's figures, read from Prometheus' text format.

/** The sum of each series over its labels. */
export function parseFigures(text) {
  const sums = new Map();
  for (const line of text.split("\n")) {
    const found = /^([A-Za-z_:][\w:]*)(?:\{[^}]*\})? (\S+)/.exec(line);
    if (!found) continue;
    const value = Number(found[2]);
    if (Number.isFinite(value)) sums.set(found[1], (sums.get(found[1]) ?? 0) + value);
  }
  return sums;
}

function either(figures, ...names) {
  for (const name of names) if (figures.has(name)) return figures.get(name);
  return null;
}

/** What the panel tells, from figures in either of the server's styles. */
export function loadOf(figures) {
  const used = either(figures, "dazzle_kv_blocks_used");
  const total = either(figures, "dazzle_kv_blocks_total");
  return {
    running: either(figures, "dazzle_requests_running", "vllm:num_requests_running"),
    waiting: either(figures, "dazzle_requests_waiting", "vllm:num_requests_waiting"),
    cache: total ? used / total : either(figures, "vllm:kv_cache_usage_perc"),
    written: either(figures, "dazzle_generation_tokens_total", "vllm:generation_tokens_total"),
  };
}

/** Tokens a second between two looks; null where that cannot be told, such as after a restart. */
export function rateBetween(before, after) {
  if (!before || before.load.written === null || after.load.written === null) return null;
  const tokens = after.load.written - before.load.written;
  const seconds = (after.time - before.time) / 1000;
  return tokens >= 0 && seconds > 0 ? tokens / seconds : null;
}

/** Points of a line in a box of 100 by 28. */
export function sparkline(values) {
  const top = Math.max(1, ...values);
  const step = 100 / Math.max(1, values.length - 1);
  return values.map((value, index) => `${(index * step).toFixed(1)},${(27 - (25 * value) / top).toFixed(1)}`).join(" ");
}
