/* Figures to be touched. A page says where, <div class="touch" data-figure="pooling"></div>; the
   file of that name beside this one draws it there. In JupyterLab and in print there is nothing:
   the still picture above says the same. Classic scripts, since modules do not load from disk. */
"use strict";

const Touchable = {
  figures: {},

  /** The text in the page's language. */
  say: (chinese, english) => (document.documentElement.lang.startsWith("zh") ? chinese : english),

  /** An element with attributes and children; attributes named on… are listeners. */
  make(tag, attributes = {}, ...children) {
    const svg = ["svg", "g", "path", "circle", "rect", "text", "tspan"].includes(tag);
    const element = svg
      ? document.createElementNS("http://www.w3.org/2000/svg", tag)
      : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  },

  /** A number as people write it: no float noise, and a real minus sign. */
  show: (number, digits = 4) => String(Number(number.toFixed(digits))).replace("-", "\u2212"),

  /** Four significant digits, as 0.3202 or 1.581e+24, which is how Python writes them. */
  significant(number) {
    const size = Math.abs(number);
    const plain = number === 0 || (size >= 1e-4 && size < 1e6);
    return (plain ? String(Number(number.toPrecision(4))) : number.toExponential(3))
      .replace("-", "\u2212");
  },

  /** Where a cell stands, in words; rows and columns count from 0, as in the chapters and in Python. */
  place: (row, column) =>
    Touchable.say(`第 ${row} 行第 ${column} 列`, `row ${row}, column ${column}`),

  /**
   * A titled square of cells. `cell(i, j)` makes what stands at row i, column j; the cells come
   * back as a list of rows, and `each` visits them, with their places.
   */
  grid(title, size, cell = () => Touchable.make("span")) {
    const cells = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) => cell(i, j)));
    const each = (visit) => cells.forEach((row, i) => row.forEach((one, j) => visit(one, i, j)));
    const body = Touchable.make("tbody", {}, ...cells.map((row) =>
      Touchable.make("tr", {}, ...row.map((one) => Touchable.make("td", {}, one)))));
    const table = Touchable.make("table", {}, Touchable.make("caption", {}, title), body);
    return { table, cells, each };
  },

  /** A grid of the numbers in `rows`, which the reader can change. */
  numbers: (name, size, rows, changed) => Touchable.grid(name, size, (i, j) =>
    Touchable.input(`${name}, ${Touchable.place(i, j)}`, rows[i][j], (value) => {
      rows[i][j] = value;
      changed();
    })),

  /** A cell that the reader can change; `changed(value)` hears of every number typed. */
  input(name, value, changed, step = "any") {
    return Touchable.make("input", {
      type: "number", step, value, "aria-label": name,
      // What is typed takes the old number's place, whether the cell was reached by key or by mouse,
      // whose release would undo the selection.
      onfocus: (event) => event.target.select(),
      onclick: (event) => event.target.select(),
      oninput: (event) => {
        const number = event.target.valueAsNumber;
        event.target.setAttribute("aria-invalid", !Number.isFinite(number));
        if (Number.isFinite(number)) changed(number);
      },
    });
  },

  /** A slider, with its name before it and what it says behind it. */
  slider(name, symbol, attributes, moved) {
    const range = Touchable.make("input", {
      type: "range", "aria-label": name, ...attributes, oninput: moved });
    const said = Touchable.make("span");
    const label = Touchable.make("label", { class: "touch-slider" }, symbol || name, range, said);
    return { label, range, tell(text) {
      range.setAttribute("aria-valuetext", text);
      said.textContent = text;
    } };
  },

  /**
   * A plot: `across` and `up` say { low, high, ticks, name }. What is drawn goes into `ink`, which
   * ends where the axes do, at x(…) and y(…).
   */
  plot(across, up, height) {
    const { make, show } = Touchable;
    const [left, right, top, bottom] = [62, 472, 30, height - 46];
    const x = (value) => left + ((value - across.low) / (across.high - across.low)) * (right - left);
    const y = (value) => bottom - ((value - up.low) / (up.high - up.low)) * (bottom - top);
    const ink = make("svg", { x: left, y: top, width: right - left, height: bottom - top,
      viewBox: `${left} ${top} ${right - left} ${bottom - top}` });
    const svg = make("svg", { viewBox: `0 0 480 ${height}`, role: "img" },
      ...across.ticks.map((value) => make("text", {
        x: x(value), y: bottom + 19, "text-anchor": "middle" }, show(value))),
      ...up.ticks.map((value) => make("text", {
        x: left - 6, y: y(value) + 5, "text-anchor": "end" }, show(value))),
      make("text", { x: right, y: bottom + 40, "text-anchor": "end" }, across.name),
      make("text", { x: 2, y: 19 }, up.name),
      ink, make("path", { class: "touch-axis", d: `M${left} ${top}V${bottom}H${right}` }));
    const dot = (a, b, r) => make("circle", { cx: x(a).toFixed(1), cy: y(b).toFixed(1), r });
    return { svg, ink, x, y, dot, line: (points) => "M" + points.map(([a, b]) =>
      `${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join("L") };
  },

  /** Put a figure together; where there is room, what it says stands beside the stage. */
  arrange(box, title, controls, stage, ...side) {
    const { make } = Touchable;
    box.append(make("p", { class: "touch-title" }, title),
      ...controls.map((row) => make("div", { class: "touch-controls" }, ...row)),
      make("div", { class: "touch-both" }, stage, make("div", { class: "touch-side" }, ...side)));
  },

  button: (label, act) => Touchable.make("button", { type: "button", onclick: act }, label),

  /** A choice of one: a fieldset of radio buttons. */
  choice(legend, options, chosen, choose) {
    Touchable.choices = (Touchable.choices || 0) + 1;
    const name = `touch-choice-${Touchable.choices}`;
    return Touchable.make("fieldset", {}, Touchable.make("legend", {}, legend),
      ...options.map(([value, label]) => Touchable.make("label", {},
        Touchable.make("input", {
          type: "radio", name, value, checked: value === chosen, onchange: () => choose(value),
        }), label)));
  },
};

document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll(".touch[data-figure]")) {
    Touchable.figures[box.dataset.figure](box);
  }
});
