/* Backward, one visit at a time: values forward through a small graph, then gradients back. */
"use strict";

Touchable.figures.backward = (box) => {
  const { say, make, significant } = Touchable;
  // A leaf has its number, a result how it is made; then column and row of where it is drawn.
  const GRAPHS = {
    late: { x: [2, 0, 1], a: ["x * x", 1, 1], s: ["a * a", 2, 0], t: ["s + a", 3, 1] },
    early: { x: [2, 0, 1], a: ["x * x", 1, 1], s: ["a * a", 2, 0], t: ["a + s", 3, 1] },
    neuron: {
      x: [2, 0, 1], w: [3, 0, 0], wx: ["w * x", 1, 1], b: [1, 1, 0], a: ["wx + b", 2, 1],
      v: [2, 2, 0], va: ["v * a", 3, 1], c: [5, 2, 3], p: ["va + c", 3, 2], "−y": [-16, 1, 3],
      e: ["p + −y", 2, 2], L: ["e * e", 1, 2],
    },
  };
  const WIDTH = 80, HEIGHT = 44, PITCH = 106, DOWN = 84;
  let nodes, last, x, walk = "order", steps, at;

  const svg = make("svg", { role: "img" });
  const line = make("ol", { class: "touch-order" });
  const result = make("output", { "aria-live": "polite" });
  const start = Touchable.input("x", 2, (value) => { x = value; prepare(); });
  const back = Touchable.button(say("上一步", "back"), () => go(at - 1));
  const next = Touchable.button(say("下一步", "next"), () => go(at + 1));

  const parents = (name) => nodes[name].parents;
  const pretty = (text) => text.replaceAll("*", "×");
  const bracket = (number) => (number < 0 ? `(${significant(number)})` : significant(number));

  /** tinynn's topological_order: each node behind its parents, found with a stack. */
  function topologicalOrder() {
    const order = [], seen = new Set(), stack = [[last, false]];
    while (stack.length) {
      const [name, parentsDone] = stack.pop();
      if (parentsDone) order.push(name);
      else if (!seen.has(name)) {
        seen.add(name);
        stack.push([name, true], ...parents(name).map((parent) => [parent, false]));
      }
    }
    return order;
  }

  /** The chapter's three walks: which nodes they visit, one after the other. */
  const WALKS = {
    order: () => topologicalOrder().reverse(),
    once(name = last, seen = new Set()) {
      seen.add(name);
      return [name, ...parents(name).flatMap((parent) =>
        seen.has(parent) ? [] : WALKS.once(parent, seen))];
    },
    naively: (name = last) => [name, ...parents(name).flatMap((parent) => WALKS.naively(parent))],
  };

  /** Visit nodes, each passing on what it holds; `tell` hears of each visit. */
  function pass(visits, values, tell = () => {}) {
    const grads = Object.fromEntries(Object.keys(nodes).map((name) => [name, 0]));
    grads[last] = 1;
    tell(-1, { ...grads });
    visits.forEach((name, visit) => {
      const lines = [], held = grads[name];
      parents(name).forEach((parent, side) => {
        const rate = nodes[name].sign === "+" ? 1 : values[parents(name)[1 - side]];
        const before = grads[parent];
        grads[parent] += held * rate;
        lines.push(`${name} → ${parent}${say("：", ": ")}` +
          `${bracket(held)} × ${bracket(rate)} = ${significant(held * rate)}${say("；", "; ")}` +
          `${parent}.grad = ${bracket(before)} + ${bracket(held * rate)} = ` +
          significant(grads[parent]));
      });
      if (lines.length) tell(visit, { ...grads }, name, lines);
    });
    return grads;
  }

  /** Work out all steps beforehand; then going back is as easy as going on. */
  function prepare() {
    const values = {};
    steps = [];
    const leaves = Object.keys(nodes).filter((name) => !parents(name).length);
    for (const name of leaves) values[name] = name === "x" ? x : nodes[name].value;
    steps.push({ values: { ...values }, said: [say("叶子的数是给定的。先往前算。",
      "The leaves are given. First the way forward.")] });
    const order = topologicalOrder();
    for (const name of order.filter((each) => parents(each).length)) {
      const [one, other] = parents(name).map((parent) => values[parent]);
      const { sign } = nodes[name];
      values[name] = sign === "+" ? one + other : one * other;
      steps.push({ values: { ...values }, now: name, said: [pretty(
        `${name} = ${parents(name).join(` ${sign} `)} = ` +
        `${bracket(one)} ${sign} ${bracket(other)} = ${significant(values[name])}`)] });
    }
    const visits = WALKS[walk]();
    const grads = pass(visits, values, (visit, now, name, said) => steps.push({
      values, grads: now, visits, visit, now: name ?? last, back: true,
      said: said ?? [say(
        `往回走，按下面的次序。${last} 对自己的导数是 1：${last}.grad = 1，其余从 0 开始。`,
        `Now back, in the order below. The derivative of ${last} by itself is 1: ` +
        `${last}.grad = 1, the others start from 0.`)] }));
    const right = pass(order.reverse(), values);
    const wrong = leaves.filter((name) => grads[name] !== right[name]);
    const list = (names, all) => names.map((name) =>
      `${name}.grad = ${significant(all[name])}`).join(say("，", ", "));
    steps.push({ values, grads, visits, visit: visits.length, said: [
      say(`走完了：${list(leaves, grads)}。`, `Done: ${list(leaves, grads)}.`),
      wrong.length ? say(`次序不对，结果就错了。应该是 ${list(wrong, right)}。`,
        `In the wrong order the result is wrong. It should be ${list(wrong, right)}.`)
        : say("都对。", "All are right."),
    ] });
    go(Math.min(at, steps.length - 1));
  }

  /** A line from the edge of one box to that of another, with a head; `side` moves it sideways. */
  function arrow(from, to, side) {
    const [dx, dy] = [to.x - from.x, to.y - from.y], length = Math.hypot(dx, dy);
    const [ux, uy] = [dx / length, dy / length];
    const out = 3 + Math.min(WIDTH / 2 / Math.abs(ux), HEIGHT / 2 / Math.abs(uy));
    const [sx, sy] = [-uy * side, ux * side];
    const [ax, ay] = [from.x + ux * out + sx, from.y + uy * out + sy];
    const [bx, by] = [to.x - ux * out + sx, to.y - uy * out + sy];
    const head = [1, -1].map((turn) => `M${bx} ${by}l${-6 * ux + turn * 4 * uy} ` +
      `${-6 * uy - turn * 4 * ux}`).join("");
    return make("path", { d: `M${ax} ${ay}L${bx} ${by}${head}` });
  }

  function go(to) {
    at = Math.max(0, to);
    const { values, grads, visits = [], visit, now, back: backwards, said } = steps[at];
    const boxes = [], arrows = [];
    for (const [name, node] of Object.entries(nodes)) {
      parents(name).forEach((parent, side) => {
        const twice = parents(name)[0] === parents(name)[1];
        const each = arrow(nodes[parent], node, twice ? 7 - 14 * side : 0);
        if (name === now && !(backwards && visit < 0)) each.setAttribute("class", "now");
        arrows.push(each);
      });
      const value = `${name} = ${name in values ? significant(values[name]) : "?"}`;
      boxes.push(make("g", {
        class: `${parents(name).length ? "result" : "leaf"}${name === now ? " now" : ""}`,
        transform: `translate(${node.x} ${node.y})`, "data-name": name },
      make("rect", { x: -WIDTH / 2, y: -HEIGHT / 2, width: WIDTH, height: HEIGHT, rx: 6 }),
      make("text", { y: -3, "font-size": Math.min(17, 150 / value.length) }, value),
      make("text", { y: 16, class: "grad" }, grads ? significant(grads[name]) : "")));
    }
    svg.replaceChildren(...arrows, ...boxes);
    svg.setAttribute("aria-label", boxes.map((each) => {
      const [value, grad] = [...each.querySelectorAll("text")].map((text) => text.textContent);
      return grad ? say(`${value}，梯度 ${grad}`, `${value}, gradient ${grad}`) : value;
    }).join(say("；", "; ")));
    line.replaceChildren(...visits.map((name, n) => make("li",
      n === visit ? { "aria-current": "step" } : {}, name)));
    result.textContent = said.join("\n");
    back.setAttribute("aria-disabled", at === 0);
    next.setAttribute("aria-disabled", at === steps.length - 1);
  }

  function choose(name) {
    const rows = 1 + Math.max(...Object.values(GRAPHS[name]).map((node) => node[2]));
    nodes = Object.fromEntries(Object.entries(GRAPHS[name]).map(([each, [made, column, row]]) => {
      const [one, sign, other] = String(made).split(" ");
      return [each, { value: made, sign, parents: sign ? [one, other] : [],
        x: WIDTH / 2 + 3 + column * PITCH, y: HEIGHT / 2 + 3 + row * DOWN }];
    }));
    last = Object.keys(nodes).at(-1);
    svg.setAttribute("viewBox", `0 0 ${WIDTH + 6 + 3 * PITCH} ${HEIGHT + 6 + (rows - 1) * DOWN}`);
    x = 2;
    start.value = x;
    at = 0;
    prepare();
  }

  Touchable.arrange(box, say(
    "动手试试：一步一步往前算，再往回走。框里上面是数，下面的红字是梯度。换一种走法，看看错在哪里。",
    "Try it: step forward, then back. In each box stands its number, and in red its gradient. " +
    "Choose another walk and see where it goes wrong."),
  [[Touchable.choice(say("图", "graph"), [["late", "t = a×a + a"], ["early", "t = a + a×a"],
    ["neuron", say("上面的 L", "L, above")]], "late", choose)],
  [Touchable.choice(say("走法", "walk"), [["order", say("按拓扑序", "in topological order")],
    ["once", say("每个只走一次", "each once")], ["naively", say("边走边传", "naively")]], walk,
  (value) => { walk = value; at = 0; prepare(); }),
  make("label", {}, "x =", start)]],
  make("div", { class: "touch-stage touch-graph" }, svg),
  make("div", { class: "touch-controls" }, back, next,
    Touchable.button(say("从头再来", "start over"), () => go(0))), result, line);
  choose("late");
};
