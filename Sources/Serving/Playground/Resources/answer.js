// An answer as it comes in: a fold over the events of a stream, and what can be told of it.

export function emptyAnswer(model, now) {
  return {
    model, text: "", reasoning: "", calls: [], finish: null, usage: null, state: "waiting",
    asked: now, first: null, last: null, firstTokens: 0,
  };
}

/** Takes one event. Throws what the event reports as an error. */
export function foldEvent(answer, event, now) {
  if (event.error) throw new Error(event.error.message ?? String(event.error));
  const choice = event.choices?.[0];
  const next = { ...answer, model: event.model ?? answer.model, usage: event.usage ?? answer.usage };
  if (!choice) return next;
  const delta = choice.delta ?? {};
  next.text += delta.content ?? "";
  next.reasoning += delta.reasoning_content ?? delta.reasoning ?? "";
  next.calls = (delta.tool_calls ?? []).reduce(foldCall, answer.calls);
  next.finish = choice.finish_reason ?? answer.finish;
  next.state = "writing";
  if (answer.first === null) {
    next.first = now;
    next.firstTokens = Math.max(1, event.usage?.completion_tokens ?? 1);
  }
  next.last = now;
  return next;
}

function foldCall(calls, piece) {
  const index = piece.index ?? calls.length;
  const old = calls[index] ?? { id: "", name: "", arguments: "" };
  const call = {
    id: piece.id ?? old.id,
    name: old.name + (piece.function?.name ?? ""),
    arguments: old.arguments + (piece.function?.arguments ?? ""),
  };
  const next = [...calls];
  next[index] = call;
  return next.filter(Boolean);
}

/** The end, by the stream ("done"), by the user ("stopped") or by a failure ("failed"). */
export function finishAnswer(answer, how, now) {
  return { ...answer, state: how, ended: now };
}

export const isOver = (answer) => answer.state !== "waiting" && answer.state !== "writing";

/** What an answer shows: thoughts and calls that models write into their text are taken out of it. */
export function partsOf(answer) {
  const thought = splitThought(answer.text);
  const split = splitCalls(thought.text);
  return {
    reasoning: (answer.reasoning + thought.reasoning).trim(),
    thinking: !isOver(answer) && (thought.open || (answer.reasoning !== "" && answer.text === "")),
    text: split.text,
    calls: [...answer.calls, ...split.calls],
  };
}

function splitThought(text) {
  const open = /^\s*<think>/.exec(text);
  const start = open ? open[0].length : 0;
  const end = text.indexOf("</think>");
  // Some templates open the thought in the prompt, so that the answer holds only its end.
  if (end >= 0) return { reasoning: text.slice(start, end), text: text.slice(end + 8).trimStart(), open: false };
  if (open) return { reasoning: text.slice(start), text: "", open: true };
  return { reasoning: "", text, open: false };
}

function splitCalls(text) {
  const calls = [];
  const rest = text.replace(/\s*<tool_call>([\s\S]*?)(<\/tool_call>|$)/g, (_, inside) => {
    calls.push(writtenCall(inside.trim(), calls.length));
    return "";
  });
  return calls.length > 0 ? { text: rest.trim(), calls } : { text, calls };
}

function writtenCall(text, index) {
  try {
    const call = JSON.parse(text);
    return { id: `call_${index}`, name: String(call.name), arguments: JSON.stringify(call.arguments ?? {}) };
  } catch {
    return { id: `call_${index}`, name: "", arguments: text };
  }
}

/** Lines of figures under an answer: [label, value, explanation]. */
export function figuresOf(answer) {
  const figures = [];
  const { usage } = answer;
  if (usage) {
    figures.push(["prompt", count(usage.prompt_tokens), "Tokens of the prompt"]);
    const cached = usage.prompt_tokens_details?.cached_tokens ?? 0;
    figures.push(["cached", count(cached), "Prompt tokens found in the cache"]);
    figures.push(["answer", count(usage.completion_tokens), "Tokens of the answer"]);
  }
  if (answer.first !== null) figures.push(["first token", duration(answer.first - answer.asked), "Time to the first token"]);
  const rate = rateOf(answer);
  if (rate) figures.push(["speed", `${rate >= 100 ? Math.round(rate) : rate.toFixed(1)} tok/s`, "After the first token"]);
  if (answer.state === "stopped") figures.push(["ended", "by you", "You stopped this answer"]);
  else if (answer.finish && answer.finish !== "stop") figures.push(["ended", endings[answer.finish] ?? answer.finish, "Why the answer ended"]);
  return figures;
}

const endings = { length: "at its longest", tool_calls: "to call a tool" };

export function rateOf(answer) {
  const tokens = (answer.usage?.completion_tokens ?? 0) - answer.firstTokens;
  const time = answer.last - answer.first;
  return answer.first !== null && tokens > 0 && time > 0 ? (tokens / time) * 1000 : null;
}

export const count = (number) => number.toLocaleString("en").replaceAll(",", "\u202f");

export function duration(milliseconds) {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1000).toFixed(milliseconds < 10000 ? 2 : 1)} s`;
}
