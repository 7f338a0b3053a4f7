// What the side panel sets, and the request it makes.

/** Numbers. Left empty, a field is not sent, and the model's own value holds. */
export const NUMBERS = [
  { name: "temperature", label: "Temperature", least: 0, most: 2, step: 0.05, shown: 1, help: "0 always takes the likeliest token." },
  { name: "top_p", label: "Top p", least: 0, most: 1, step: 0.01, shown: 1, help: "Keep the likeliest tokens that reach this share." },
  { name: "top_k", label: "Top k", least: -1, whole: true, help: "Keep so many tokens; 0 keeps all." },
  { name: "min_p", label: "Min p", least: 0, most: 1, step: 0.01, shown: 0, help: "Keep tokens this likely beside the likeliest." },
  { name: "max_tokens", label: "Longest answer", least: 1, whole: true, help: "In tokens." },
  { name: "min_tokens", label: "Shortest answer", least: 0, whole: true, help: "In tokens." },
  { name: "presence_penalty", label: "Presence penalty", least: -2, most: 2, step: 0.1, shown: 0, help: "Against tokens the answer has used." },
  { name: "frequency_penalty", label: "Frequency penalty", least: -2, most: 2, step: 0.1, shown: 0, help: "The same, for each time." },
  { name: "repetition_penalty", label: "Repetition penalty", least: 0, most: 2, step: 0.05, shown: 1, help: "Above 1 makes what was seen less likely." },
  { name: "seed", label: "Seed", whole: true, help: "Equal seeds draw equally." },
];

export const emptySettings = () => ({
  system: "", numbers: {}, stop: "", thinking: "model", tools: "", extra: "",
});

/** Fields that are wrong: [{name, sentence}]. Numbers are held as they were typed. */
export function problemsOf(settings) {
  const problems = [];
  const add = (name, sentence) => sentence && problems.push({ name, sentence });
  for (const field of NUMBERS) add(field.name, numberProblem(field, settings.numbers[field.name] ?? ""));
  add("tools", jsonProblem(settings.tools, Array.isArray, "The tools must be a JSON list of functions in OpenAI's form."));
  add("extra", jsonProblem(settings.extra, isObject, "The other fields must be a JSON object."));
  return problems;
}

function numberProblem(field, text) {
  if (text.trim() === "") return null;
  const value = Number(text);
  const fits = Number.isFinite(value) && (!field.whole || Number.isInteger(value))
    && value >= (field.least ?? -Infinity) && value <= (field.most ?? Infinity);
  if (fits) return null;
  const kind = field.whole ? "a whole number" : "a number";
  if (field.most !== undefined) return `${field.label} must be ${kind} from ${field.least} to ${field.most}.`;
  if (field.least !== undefined) return `${field.label} must be ${kind} of at least ${field.least}.`;
  return `${field.label} must be ${kind}.`;
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function jsonProblem(text, fits, sentence) {
  if (text.trim() === "") return null;
  try {
    return fits(JSON.parse(text)) ? null : sentence;
  } catch (error) {
    return `${sentence} ${error.message}.`;
  }
}

/** The fields that settings add to a request, in the order of the API's reference. */
export function fieldsOf(settings) {
  const fields = {};
  for (const { name } of NUMBERS) {
    const text = (settings.numbers[name] ?? "").trim();
    if (text !== "") fields[name] = Number(text);
  }
  const stop = settings.stop.split("\n").filter((line) => line !== "");
  if (stop.length > 0) fields.stop = stop;
  if (settings.thinking !== "model") fields.chat_template_kwargs = { enable_thinking: settings.thinking === "on" };
  if (settings.tools.trim() !== "") fields.tools = JSON.parse(settings.tools);
  return settings.extra.trim() === "" ? fields : { ...fields, ...JSON.parse(settings.extra) };
}

/** The whole request. Usage comes with every event, so that a stopped answer has its figures too. */
export function requestOf(model, messages, settings) {
  return {
    ...(model ? { model } : {}),
    messages,
    ...fieldsOf(settings),
    stream: true,
    stream_options: { include_usage: true, continuous_usage_stats: true },
  };
}
