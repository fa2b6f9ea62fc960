/* Write a digit, and chapter 25's best network reads along. Its weights, and a few test pictures,
   are in draw-data.js, which `python -m book draw` makes. */
"use strict";

/** Numbers from base64, as the given kind of array. */
Touchable.unpack = (text, Kind) =>
  new Kind(Uint8Array.from(atob(text), (each) => each.charCodeAt(0)).buffer);

/** The layers of tinynn, on Float64Array; maps are { channels, size, data }, channel by channel. */
Touchable.layers = {
  convolution(x, weight, bias, k) {
    const size = x.size - k + 1;
    const data = new Float64Array(bias.length * size * size);
    for (let out = 0; out < bias.length; out++) {
      const start = out * size * size;
      data.fill(bias[out], start, start + size * size);
      for (let channel = 0; channel < x.channels; channel++) {
        for (let u = 0; u < k; u++) {
          for (let v = 0; v < k; v++) {
            const w = weight[((out * x.channels + channel) * k + u) * k + v];
            for (let i = 0; i < size; i++) {
              const from = (channel * x.size + i + u) * x.size + v;
              const to = start + i * size;
              for (let j = 0; j < size; j++) data[to + j] += w * x.data[from + j];
            }
          }
        }
      }
    }
    return { channels: bias.length, size, data };
  },

  /** ReLU and then MaxPool(2): the largest of a window and 0. */
  reluPool(x) {
    const size = Math.floor(x.size / 2);
    const data = new Float64Array(x.channels * size * size);
    for (let channel = 0, to = 0; channel < x.channels; channel++) {
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++, to++) {
          const at = (channel * x.size + 2 * i) * x.size + 2 * j;
          data[to] = Math.max(0, x.data[at], x.data[at + 1], x.data[at + x.size],
            x.data[at + x.size + 1]);
        }
      }
    }
    return { channels: x.channels, size, data };
  },

  linear: (x, weight, bias) => Float64Array.from(bias, (sum, out) => {
    for (let i = 0; i < x.length; i++) sum += weight[out * x.length + i] * x[i];
    return sum;
  }),

  softmax(x) {
    const largest = Math.max(...x);
    const powers = x.map((each) => Math.exp(each - largest));
    const total = powers.reduce((a, b) => a + b);
    return powers.map((each) => each / total);
  },
};

/** All that the network makes of 784 pixels from 0 to 1. */
Touchable.readDigit = (pixels) => {
  const { convolution, reluPool, linear, softmax } = Touchable.layers;
  Touchable.weights ??= Touchable.drawData.weights.map((text) =>
    Float64Array.from(Touchable.unpack(text, Float32Array)));
  const [w1, b1, w2, b2, w3, b3] = Touchable.weights;
  const first = convolution({ channels: 1, size: 28, data: pixels }, w1, b1, 5);
  const pooled = reluPool(first);
  const second = reluPool(convolution(pooled, w2, b2, 3));
  return { first, pooled, second, shares: softmax(linear(second.data, w3, b3)) };
};

/**
 * What was written, size by size pixels of ink from 0 to 255, as MNIST's pictures were made: its
 * larger side becomes 20 pixels, and its centre of mass comes to row 14, column 14 (counted from 0,
 * as in MNIST, measured). Each new pixel is the mean of the area it covers. Without ink: null.
 */
Touchable.asMnist = (ink, size) => {
  const sums = new Float64Array((size + 1) ** 2);
  let [left, right, top, bottom, mass, x, y] = [size, -1, size, -1, 0, 0, 0];
  for (let i = 0; i < size; i++) {
    for (let j = 0, row = 0; j < size; j++) {
      const value = ink[i * size + j];
      if (value) {
        [left, right, bottom] = [Math.min(left, j), Math.max(right, j), i];
        top = Math.min(top, i);
        mass += value;
        x += value * (j + 0.5);
        y += value * (i + 0.5);
      }
      row += value;
      sums[(i + 1) * (size + 1) + j + 1] = sums[i * (size + 1) + j + 1] + row;
    }
  }
  if (!mass) return null;
  const step = Math.max(right - left + 1, bottom - top + 1) / 20;
  /** The ink above and left of a point, between pixels too. */
  const upTo = (a, b) => {
    const [p, q] = [Math.max(0, Math.min(size, a)), Math.max(0, Math.min(size, b))];
    const [i, j] = [Math.min(size - 1, Math.floor(p)), Math.min(size - 1, Math.floor(q))];
    const [s, t, at] = [p - i, q - j, i * (size + 1) + j];
    return (1 - s) * ((1 - t) * sums[at] + t * sums[at + 1]) +
      s * ((1 - t) * sums[at + size + 1] + t * sums[at + size + 2]);
  };
  return Float64Array.from({ length: 784 }, (_, n) => {
    const a = y / mass + (Math.floor(n / 28) - 14.5) * step;
    const b = x / mass + (n % 28 - 14.5) * step;
    const area = upTo(a + step, b + step) - upTo(a, b + step) - upTo(a + step, b) + upTo(a, b);
    return Math.max(0, Math.min(1, area / (255 * step * step)));
  });
};

Touchable.figures.draw = (box) => {
  const { say, make } = Touchable;
  const SIZE = 280;
  const PEN = 20;
  const SURE = 0.8;
  const { labels } = Touchable.drawData;
  const pictures = Touchable.unpack(Touchable.drawData.pictures, Uint8Array);
  let shown = -1; // the test picture that is shown; -1: what is written
  let waiting = false;
  let pen = null;

  const percent = (share) => (share >= 0.9995 ? ">99.9%" : `${(100 * share).toFixed(1)}%`);
  const canvas = (width, height, label, more = {}) =>
    make("canvas", { width, height, role: "img", "aria-label": label, ...more });
  const paper = canvas(SIZE, SIZE, say(
    "写字板：用鼠标、手指或笔写一个数字；按 0 到 9 换成一张测试图",
    "Writing pad: write a digit with mouse, finger or pen; press 0 to 9 for a test picture"),
  { class: "touch-paper", tabindex: 0 });
  const ink = paper.getContext("2d", { willReadFrequently: true });
  const seen = canvas(28, 28, say("网络看到的 28 × 28 的图", "the 28 × 28 picture the network sees"));
  // Two rows of maps, two pixels between them.
  const tiles = (size, columns, label) =>
    canvas(columns * (size + 2) - 2, 2 * size + 2, label);
  const first = tiles(24, 8, say("第一层卷积的 16 张特征图", "16 feature maps, first convolution"));
  const pooled = tiles(12, 8, say("池化后的 16 张图", "the 16 maps after pooling"));
  const second = tiles(5, 16, say("第二次池化后的 32 张图", "32 maps after the second pooling"));
  const verdict = make("p", { class: "touch-verdict" });
  const heard = make("output", { class: "touch-heard", "aria-live": "polite" });
  const bars = Array.from({ length: 10 }, (_, digit) => {
    const [bar, share] = [make("i"), make("span")];
    return { bar, share, row: make("li", {}, make("b", {}, String(digit)), bar, share) };
  });

  /** Draw maps side by side: red above 0, blue below, the strongest of them full. */
  function tile(target, maps, columns) {
    const context = target.getContext("2d");
    const { size, data } = maps;
    const most = data.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-9);
    const image = context.createImageData(target.width, target.height);
    for (let n = 0; n < data.length; n++) {
      const channel = Math.floor(n / (size * size));
      const row = Math.floor(channel / columns) * (size + 2) + Math.floor(n / size) % size;
      const column = (channel % columns) * (size + 2) + n % size;
      const part = data[n] / most;
      const full = part > 0 ? [178, 24, 43] : [33, 102, 172];
      const at = 4 * (row * target.width + column);
      for (let c = 0; c < 3; c++) image.data[at + c] = 247 + (full[c] - 247) * Math.abs(part);
      image.data[at + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }

  function pixels() {
    if (shown >= 0) {
      return Float64Array.from(pictures.subarray(784 * shown, 784 * shown + 784), (p) => p / 255);
    }
    const rgba = ink.getImageData(0, 0, SIZE, SIZE).data;
    return Touchable.asMnist(Uint8Array.from({ length: SIZE * SIZE }, (_, n) => rgba[4 * n]), SIZE);
  }

  function judge(shares) {
    const [best, next] = [...shares.keys()].sort((a, b) => shares[b] - shares[a]);
    const said = shares[best] < SURE
      ? say(`拿不准：是 ${best}，还是 ${next}？`, `Not sure: ${best} or ${next}.`)
      : say(`读作 ${best}（${percent(shares[best])}）。`, `Reads ${best} (${percent(shares[best])}).`);
    return said + (shown < 0 ? "" : say(
      `测试图，标签是 ${labels[shown]}。`, ` A test picture, labelled ${labels[shown]}.`));
  }

  function update() {
    waiting = false;
    const x = pixels();
    const stages = Touchable.readDigit(x ?? new Float64Array(784));
    const grey = seen.getContext("2d").createImageData(28, 28);
    for (let n = 0; n < 784; n++) {
      grey.data.fill(x ? 255 * x[n] : 0, 4 * n, 4 * n + 3);
      grey.data[4 * n + 3] = 255;
    }
    seen.getContext("2d").putImageData(grey, 0, 0);
    tile(first, stages.first, 8);
    tile(pooled, stages.pooled, 8);
    tile(second, stages.second, 16);
    const most = Math.max(...stages.shares);
    bars.forEach(({ bar, share, row }, digit) => {
      const value = stages.shares[digit];
      bar.style.setProperty("--share", x ? value : 0);
      share.textContent = x ? percent(value) : "–";
      row.classList.toggle("best", Boolean(x) && value === most);
    });
    verdict.textContent = x ? judge(stages.shares) : say("还没有写字。", "Nothing is written yet.");
    // What is read aloud waits until the pen is lifted.
    if (pen === null) {
      heard.textContent = verdict.textContent + (x ? " " + [...stages.shares].map((value, digit) =>
        `${digit}: ${percent(value)}`).join(say("，", ", ")) : "");
    }
  }

  function changed() {
    if (!waiting) requestAnimationFrame(update);
    waiting = true;
  }

  function clear() {
    shown = -1;
    ink.fillStyle = "#000000";
    ink.fillRect(0, 0, SIZE, SIZE);
    changed();
  }

  /** Show the next test picture, of a digit if one is named. */
  function test(digit = null) {
    let next = shown;
    do next = (next + 1) % labels.length; while (digit !== null && labels[next] !== digit);
    clear();
    shown = next;
    const step = SIZE / 28;
    for (let n = 0; n < 784; n++) {
      const value = pictures[784 * shown + n];
      ink.fillStyle = `rgb(${value}, ${value}, ${value})`;
      if (value) ink.fillRect((n % 28) * step, Math.floor(n / 28) * step, step, step);
    }
  }

  function where(event) {
    const frame = paper.getBoundingClientRect();
    return [(event.clientX - frame.left) * SIZE / frame.width,
      (event.clientY - frame.top) * SIZE / frame.height];
  }

  /** Draw on to a point: curves between the middles of what the pen reports are smooth. */
  function to(x, y) {
    const middle = [(pen.last[0] + x) / 2, (pen.last[1] + y) / 2];
    ink.beginPath();
    ink.moveTo(...pen.middle);
    ink.quadraticCurveTo(...pen.last, ...middle);
    ink.stroke();
    Object.assign(pen, { last: [x, y], middle });
    changed();
  }

  paper.addEventListener("pointerdown", (event) => {
    if (pen || event.button) return;
    if (shown >= 0) clear();
    paper.setPointerCapture(event.pointerId);
    pen = { id: event.pointerId, last: where(event), middle: where(event) };
    Object.assign(ink, { strokeStyle: "#ffffff", lineWidth: PEN, lineCap: "round", lineJoin: "round" });
    to(...pen.last);
  });
  paper.addEventListener("pointermove", (event) => {
    if (pen?.id !== event.pointerId) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) to(...where(each));
  });
  for (const name of ["pointerup", "pointercancel"]) {
    paper.addEventListener(name, (event) => {
      if (pen?.id !== event.pointerId) return;
      to(...pen.last);
      pen = null;
    });
  }
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[0-9]$/.test(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    test(Number(event.key));
  });

  const part = (name, picture) => make("div", {}, picture, name);
  box.append(
    make("p", { class: "touch-title" }, say(
      "写一个数字，第 25 章最好的网络边看边读。", "Write a digit: chapter 25's best network reads along.")),
    make("div", { class: "touch-draw" }, paper, make("ol", {}, ...bars.map(({ row }) => row))),
    verdict, heard,
    make("div", { class: "touch-controls" },
      Touchable.button(say("清空", "clear"), clear),
      Touchable.button(say("换一张测试图", "another from the test set"), () => test())),
    make("div", { class: "touch-maps" },
      part(say("网络看到的", "what it sees"), seen),
      part(say("卷积", "convolution"), first),
      part(say("池化", "pooling"), pooled),
      part(say("再卷积、再池化", "and once more"), second)),
    make("p", { class: "touch-note" }, say(
      "和 MNIST 的图一样，写的字先缩放到 20 × 20 以内，再把重心移到 28 × 28 的正中。",
      "As in MNIST, what you write is scaled to fit 20 × 20 and centred by mass in 28 × 28.")));
  test();
};
