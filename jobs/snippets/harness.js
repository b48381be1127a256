// Runs one snippet in a fresh context. The result is a function, called from Python: it starts the snippet of a
// request, and returns the function that reports how it ended, as JSON.
//
// What a snippet could tamper with is captured before it runs. That only keeps messages honest: the walls are the
// context, which lives for one run, and the process around it.
((makeCheerio) => {
  const { ask, settle } = globalThis;
  delete globalThis.ask;
  delete globalThis.settle;
  const { parse, stringify } = JSON;
  const evaluate = globalThis.eval;
  const outcome = { failed: false, value: undefined };

  const query = (...request) => {
    const { value, error, exhausted } = parse(ask(stringify(request)));
    if (exhausted) throw new InternalError("out of memory");
    if (error !== undefined) throw new Error(error);
    return value;
  };

  const silent = () => {};
  globalThis.console = { log: silent, info: silent, debug: silent, warn: silent, error: silent, trace: silent };

  const compile = (code) => {
    let snippet;
    try {
      snippet = evaluate(`(${code}\n)`);
    } catch (error) {
      const line = /<input>:(\d+)/.exec(error?.stack)?.[1];
      throw line === undefined ? error : `${error} in line ${line}`;
    }
    if (typeof snippet !== "function") throw "the snippet is not a function";
    return snippet;
  };

  // Assigning to what exists needs no memory, so that a snippet which has used all of it is still seen to end.
  const run = async (code, given) => {
    try {
      outcome.value = await compile(code)(...given, { cheerio: makeCheerio(query) });
    } catch (error) {
      outcome.failed = true;
      outcome.value = error;
    }
    settle();
  };

  const describe = (thrown) => {
    try {
      if (thrown instanceof Error) return thrown.name === "Error" ? `${thrown.message}` : `${thrown}`;
      return typeof thrown === "object" ? `${stringify(thrown)}` : String(thrown);
    } catch {
      return "the snippet threw something that has no text";
    }
  };

  const report = () => {
    if (!outcome.failed) {
      try {
        return `{"value":${stringify(outcome.value) ?? null}}`;
      } catch (error) {
        outcome.value = error;
      }
    }
    return `{"error":${stringify(describe(outcome.value).slice(0, 1000))}}`;
  };

  return ({ code, arguments: given }) => {
    run(code, given);
    return report;
  };
})
