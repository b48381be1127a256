// The part of cheerio's interface that status snippets use. The page itself lives in Python: `query(operation,
// ...arguments)` reaches it, and a node is known here by its number. Elements are made when they are looked at, as
// there may be more of them than fit into a snippet's memory.
((query) => {
  class Element {
    #node;
    constructor(node) {
      this.#node = node;
    }
    static nodeOf(element) {
      return element.#node;
    }
    get name() {
      return query("name", this.#node);
    }
    get tagName() {
      return this.name;
    }
    get attribs() {
      return query("attributes", this.#node);
    }
  }

  // `$('a')[0]` is the only thing about a selection that needs more than a class.
  const indexed = {
    get: (selection, key) =>
      typeof key === "string" && /^\d+$/.test(key) ? selection.get(Number(key)) : selection[key],
  };

  class Selection {
    constructor(nodes) {
      this.nodes = nodes;
      return new Proxy(this, indexed);
    }
    get length() {
      return this.nodes.length;
    }
    *[Symbol.iterator]() {
      for (const node of this.nodes) yield new Element(node);
    }

    get(index) {
      if (index === undefined) return [...this];
      const node = this.nodes.at(index);
      return node === undefined ? undefined : new Element(node);
    }
    toArray() {
      return this.get();
    }
    slice(start, end) {
      return new Selection(this.nodes.slice(start, end));
    }
    eq(index) {
      const node = this.nodes.at(index);
      return new Selection(node === undefined ? [] : [node]);
    }
    first() {
      return this.eq(0);
    }
    last() {
      return this.eq(-1);
    }

    each(visit) {
      let index = 0;
      for (const element of this) {
        if (visit.call(element, index, element) === false) break;
        index += 1;
      }
      return this;
    }
    map(change) {
      const values = [];
      this.each((index, element) => void values.push(change.call(element, index, element)));
      const kept = values.flat().filter((value) => value !== null && value !== undefined);
      const get = (index) => (index === undefined ? [...kept] : kept.at(index));
      return Object.assign(kept, { get, toArray: () => [...kept] });
    }
    filter(test) {
      if (typeof test !== "function") return new Selection(query("filter", this.nodes, String(test)));
      return new Selection(
        this.nodes.filter((node, index) => {
          const element = new Element(node);
          return test.call(element, index, element);
        }),
      );
    }
    is(test) {
      return this.filter(test).length > 0;
    }

    find(css) {
      return new Selection(query("find", this.nodes, String(css)));
    }
    step(axis, css) {
      const reached = new Selection(query("step", this.nodes, axis));
      return css === undefined ? reached : reached.filter(css);
    }
    children(css) {
      return this.step("children", css);
    }
    parent(css) {
      return this.step("parent", css);
    }
    next(css) {
      return this.step("next", css);
    }
    prev(css) {
      return this.step("previous", css);
    }

    text() {
      return query("text", this.nodes);
    }
    html() {
      return this.length === 0 ? null : query("innerHTML", this.nodes[0]);
    }
    attr(name) {
      if (this.length === 0) return undefined;
      const { attribs } = this.get(0);
      return name === undefined ? attribs : attribs[String(name).toLowerCase()];
    }
    val() {
      return this.attr("value");
    }
    hasClass(name) {
      return this.get().some(({ attribs }) => (attribs.class ?? "").split(/\s+/).includes(name));
    }
  }

  const load = (html) => {
    const root = new Selection([query("load", String(html ?? ""))]);
    const $ = (what, context) => {
      if (what instanceof Selection) return what;
      if (what instanceof Element) return new Selection([Element.nodeOf(what)]);
      if (context !== undefined) return $(context).find(what);
      return new Selection(query("select", root.nodes[0], String(what)));
    };
    $.root = () => root;
    $.text = () => root.text();
    $.html = (what) => (what === undefined ? root : $(what)).nodes.map((node) => query("outerHTML", node)).join("");
    return $;
  };

  return { load };
})
