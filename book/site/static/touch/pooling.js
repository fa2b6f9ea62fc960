/* Max pooling on a 4 by 4 map: change a number, see who wins and where the gradient goes. */
"use strict";

Touchable.figures.pooling = (box) => {
  const { say, make, show, place } = Touchable;
  const EXAMPLE = [[1, 3, 2, 1], [4, 2, 1, 5], [0, 1, 2, 2], [3, 1, 2, 0]];
  const GRADIENT = [[10, 20], [30, 40]];
  let X = structuredClone(EXAMPLE);
  let G = structuredClone(GRADIENT);
  let k = 2;

  const stage = make("div", { class: "touch-stage" });
  const result = make("output", { "aria-live": "polite" });

  /** The position that supplies the maximum of window (i, j): among equals, the first. */
  function winner(i, j) {
    let best = [i * k, j * k];
    for (let u = i * k; u < (i + 1) * k; u++) {
      for (let v = j * k; v < (j + 1) * k; v++) {
        if (X[u][v] > X[best[0]][best[1]]) best = [u, v];
      }
    }
    return best;
  }

  /** Build the four maps anew, for another window or other numbers. */
  function build() {
    const size = Math.floor(X.length / k);
    const x = Touchable.numbers("X", 4, X, update);
    const p = Touchable.grid("P", size);
    const xGrad = Touchable.grid(say("X 的梯度", "gradient of X"), 4);
    const g = Touchable.numbers("G", size, G, update);

    for (const [map, side] of [[x, k], [xGrad, k], [p, 1], [g, 1]]) {
      map.each((cell, i, j) => {
        const [row, column] = [Math.floor(i / side), Math.floor(j / side)];
        cell.parentElement.classList.add(
          row < size && column < size ? `tint-${(row * size + column) % 4}` : "dropped");
      });
    }
    stage.replaceChildren(
      x.table, make("span", { class: "touch-arrow" }, "max →"), p.table,
      xGrad.table, make("span", { class: "touch-arrow" }, "←"), g.table);

    function update() {
      for (const map of [x, xGrad]) {
        map.each((cell) => cell.parentElement.classList.remove("winner"));
      }
      xGrad.each((cell) => { cell.textContent = "0"; });
      const said = [];
      p.each((cell, i, j) => {
        const [u, v] = winner(i, j);
        cell.textContent = show(X[u][v]);
        xGrad.cells[u][v].textContent = show(G[i][j]);
        x.cells[u][v].parentElement.classList.add("winner");
        xGrad.cells[u][v].parentElement.classList.add("winner");
        said.push(say(`${show(X[u][v])}（${place(u, v)}）`, `${show(X[u][v])} (${place(u, v)})`));
      });
      const dropped = 4 % k;
      result.textContent = say(`胜者：${said.join("，")}。`, `Winners: ${said.join(", ")}.`) +
        (dropped ? say("最下面一行和最右边一列凑不满窗口，丢掉，梯度是 0。",
          " The last row and column fill no window: they are dropped, and their gradient is 0.") : "");
    }
    update();
  }

  function fill(value) {
    X = X.map((row, i) => row.map((_, j) => value(i, j)));
    build();
  }

  Touchable.arrange(box, say(
    "动手试试：改 X 或 G 里的数，看胜者换成谁，梯度回到哪里。",
    "Try it: change a number in X or G, and see who wins and where the gradient goes."),
  [[
    Touchable.choice(say("窗口", "window"), [2, 3, 4].map((n) => [n, `${n} × ${n}`]), k,
      (value) => { k = value; build(); }),
    Touchable.button(say("书上的例子", "the example"), () => {
      G = structuredClone(GRADIENT);
      fill((i, j) => EXAMPLE[i][j]);
    }),
    Touchable.button(say("随机", "random"), () => fill(() => Math.floor(Math.random() * 10))),
    Touchable.button(say("全都相同", "all equal"), () => fill(() => 1)),
  ]], stage, result);
  build();
};
