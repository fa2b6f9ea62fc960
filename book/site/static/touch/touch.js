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
    const svg = ["svg", "path", "circle", "text", "line"].includes(tag);
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

  /** Where a cell stands, in words; rows and columns count from 0, as in the chapters and in Python. */
  place: (row, column) =>
    Touchable.say(`第 ${row} 行第 ${column} 列`, `row ${row}, column ${column}`),

  /**
   * A titled grid of cells. `cell(i, j)` makes what stands at row i, column j; the cells come
   * back as a list of rows.
   */
  grid(title, rows, columns, cell) {
    const cells = Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_, j) => cell(i, j)));
    const body = Touchable.make("tbody", {}, ...cells.map((row) =>
      Touchable.make("tr", {}, ...row.map((each) => Touchable.make("td", {}, each)))));
    const table = Touchable.make("table", {}, Touchable.make("caption", {}, title), body);
    return { table, cells };
  },

  /** A cell that the reader can change; `changed(value)` hears of every number typed. */
  input(name, value, changed) {
    return Touchable.make("input", {
      type: "number", step: "any", value, "aria-label": name,
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
