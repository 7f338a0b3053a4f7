// Server-sent events, as far as this API sends them.

/** A parser: give it pieces of text as they come, it returns the data of the events that are complete. */
export function eventParser() {
  let rest = "";
  let data = [];

  function line(text, events) {
    if (text === "") {
      if (data.length > 0) events.push(data.join("\n"));
      data = [];
    } else if (text === "data" || text.startsWith("data:")) {
      const value = text.slice(5);
      data.push(value.startsWith(" ") ? value.slice(1) : value);
    }
  }

  return function push(piece) {
    const events = [];
    rest += piece;
    // A carriage return at the very end may be the first half of a line's end.
    const end = rest.endsWith("\r") ? rest.length - 1 : rest.length;
    const lines = rest.slice(0, end).split(/\r\n|\n|\r/);
    rest = lines.pop() + rest.slice(end);
    for (const text of lines) line(text, events);
    return events;
  };
}
