/* A kernel stepped over a small picture: where it lies, what it multiplies, what comes out. */
"use strict";

Touchable.figures.convolution = (box) => {
  const { say, make, show, place } = Touchable;
  const PICTURES = {
    line: [[0, 0, 2, 1], [0, 1, 3, 0], [0, 2, 2, 0], [1, 3, 0, 0]],
    seven: [
      [0, 0, 0, 0, 0, 0, 0], [0, 9, 9, 9, 9, 9, 0], [0, 0, 0, 0, 9, 0, 0], [0, 0, 0, 0, 9, 0, 0],
      [0, 0, 0, 9, 0, 0, 0], [0, 0, 0, 9, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0],
    ],
  };
  const KERNELS = {
    right: [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],
    down: [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
    sum: [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
  };
  let X = structuredClone(PICTURES.line);
  let K = structuredClone(KERNELS.right);
  let here = [0, 0];

  const stage = make("div", { class: "touch-stage touch-convolution" });
  const result = make("output", { "aria-live": "polite" });

  /** Move the kernel by so many steps, row by row; past either end it stays. */
  let step = () => {};

  function build() {
    const size = X.length - 2;
    here = [0, 0];
    const x = Touchable.numbers("X", X.length, X, update);
    const kernel = Touchable.numbers("K", 3, K, update);
    const p = Touchable.grid("P", size, (i, j) => make("button", {
      type: "button", onfocus: () => { here = [i, j]; update(); },
      onclick: (event) => event.target.focus(), onkeydown: walk,
    }));
    kernel.table.classList.add("tint-1");
    stage.replaceChildren(x.table, make("span", { class: "touch-arrow" }, "∗"), kernel.table,
      make("span", { class: "touch-arrow" }, "→"), p.table);

    /** The arrow keys move the kernel over the picture. */
    function walk(event) {
      const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      const [i, j] = here.map((n, axis) => Math.min(size - 1, Math.max(0, n + move[axis])));
      p.cells[i][j].focus();
    }

    step = (by) => {
      const next = Math.min(size * size - 1, Math.max(0, here[0] * size + here[1] + by));
      here = [Math.floor(next / size), next % size];
      update();
    };

    function update() {
      const pairs = (i, j) =>
        K.flatMap((row, u) => row.map((_, v) => [K[u][v], X[i + u][j + v]]));
      const dot = (i, j) => pairs(i, j).reduce((sum, [a, b]) => sum + a * b, 0);
      x.each((cell, i, j) => {
        const inside = i >= here[0] && i < here[0] + 3 && j >= here[1] && j < here[1] + 3;
        cell.parentElement.classList.toggle("tint-1", inside);
      });
      p.each((cell, i, j) => {
        const current = i === here[0] && j === here[1];
        const value = show(dot(i, j));
        cell.textContent = value;
        cell.setAttribute("aria-label", `P, ${place(i, j)}${say("：", ": ")}${value}`);
        cell.tabIndex = current ? 0 : -1;
        cell.parentElement.classList.toggle("tint-1", current);
      });
      const signed = (n) => (n < 0 ? `(${show(n)})` : show(n));
      const products = pairs(...here).map(([a, b]) => `${signed(a)}·${signed(b)}`).join(" + ");
      result.textContent = `${say("P ", "P, ")}${place(...here)}${say("：", ": ")}` +
        `${products} = ${show(dot(...here))}`;
    }
    update();
  }

  Touchable.arrange(box, say(
    "动手试试：让卷积核一步一步走过图；点 P 里的数，或用方向键，核就到那里。X 和 K 都能改。",
    "Try it: step the kernel over the picture. Click a number in P, or use the arrow keys there, " +
    "and the kernel goes to its place. X and K can be changed."),
  [[
    Touchable.choice("X", [["line", say("书上的例子", "the example")], ["seven", say("一个 7", "a 7")]],
      "line", (name) => { X = structuredClone(PICTURES[name]); build(); }),
    Touchable.choice("K", [["right", say("右边更亮", "brighter to the right")],
      ["down", say("下边更亮", "brighter downwards")], ["sum", say("求和", "sum")]],
    "right", (name) => { K = structuredClone(KERNELS[name]); build(); }),
  ]], stage,
  make("div", { class: "touch-controls" },
    Touchable.button(say("上一步", "step back"), () => step(-1)),
    Touchable.button(say("下一步", "next step"), () => step(1))), result);
  build();
};
