// The button "Run it here": what it says before anything is loaded, and where it leads.
// On a narrow screen the chapter opens in the simpler Notebook view.

const RUN_HERE = {
  zh: {
    title: "在这里运行这一章",
    cost: (mb) => `第一次要下载大约 ${mb} MB，之后浏览器多半会记住；大约半分钟后可以运行，网慢就更久。长的章，时间是装在自己电脑上的两到四倍。`,
    where: "Python 就在这个浏览器里运行，什么都不装，什么都不发出去。改动也只存在这个浏览器里。",
    workshop: "在这里写你的 tinynn",
    keep: "Python 就在这个浏览器里运行，什么都不装，什么都不发出去。你写的只存在这个浏览器里：刷新、关掉都还在，清除浏览数据就没有了。文件夹里的 00-start.ipynb 能把它下载成一个文件，也能把电脑上的 mine 取进来。",
    open: "打开",
    close: "不用了",
    file: "这一页是当文件打开的，浏览器不让它装载 Python。在项目的文件夹里敲 make serve（没有 make：.venv/bin/python -m book serve），再打开它说的那个地址。",
    unsafe: "Python 在这里开不起来：网址要以 https:// 开头，或者是这台电脑自己的（127.0.0.1）。",
    old: "这个浏览器开不了 Python：它缺 WebAssembly，或者不许网页存东西（无痕窗口常常这样）。换一个新的 Firefox、Chrome、Edge 或 Safari，用普通窗口打开。",
  },
  en: {
    title: "Run this chapter here",
    cost: (mb) => `The first time, about ${mb} MB are loaded, which your browser will probably keep. After half a minute or so you can run the cells; on a slow network it takes longer. Long chapters take two to four times as long as with Python installed.`,
    where: "Python runs in this browser: nothing is installed, and nothing is sent anywhere. What you change is kept in this browser only.",
    workshop: "Write your tinynn here",
    keep: "Python runs in this browser: nothing is installed, and nothing is sent anywhere. What you write is kept in this browser only: it survives a reload and a closed browser, but not the clearing of browsing data. In the folder that opens, 00-start.ipynb downloads it as one file, and brings in what you have in mine on a computer.",
    open: "Open",
    close: "Not now",
    file: "This page was opened as a file, and from a file the browser may not load Python. In the project's folder type make serve (without make: .venv/bin/python -m book serve), and open the address that it names.",
    unsafe: "Python cannot start here: the address must begin with https://, or be this computer's own (127.0.0.1).",
    old: "This browser cannot run Python: it lacks WebAssembly, or lets pages keep nothing (as private windows often do). Try a recent Firefox, Chrome, Edge or Safari, in an ordinary window.",
  },
};
const RUN_HERE_MB = 39; // tests/lite/test_in_the_browser.py holds it to what is loaded

// Why Python cannot run here: a key of the words above, or nothing.
function runHereObstacle() {
  if (location.protocol === "file:") return "file";
  if (!isSecureContext) return "unsafe";
  const able = typeof WebAssembly === "object" && "serviceWorker" in navigator && window.indexedDB;
  return able ? null : "old";
}

function runHere(lite, chapter) {
  const words = RUN_HERE[document.documentElement.lang.slice(0, 2)];
  const obstacle = runHereObstacle();
  const dialog = document.createElement("dialog");
  dialog.className = "run-here";
  dialog.setAttribute("aria-labelledby", "run-here-title");

  const add = (tag, text, attributes = {}, into = dialog) => {
    const element = Object.assign(document.createElement(tag), { textContent: text, ...attributes });
    into.append(element);
    return element;
  };

  const workshop = chapter.startsWith("mine-");
  add("h2", workshop ? words.workshop : words.title, { id: "run-here-title" });
  if (obstacle) add("p", words[obstacle]);
  else {
    add("p", words.cost(RUN_HERE_MB));
    add("p", workshop ? words.keep : words.where);
  }
  const row = add("p", "", { className: "buttons" });
  if (!obstacle) {
    const view = matchMedia("(max-width: 760px)").matches ? "notebooks" : "lab";
    // A workspace for each chapter: JupyterLab would otherwise open the last one again as well, start
    // a Python for both, and leave one of them without.
    const workspace = chapter.replaceAll(/\W+/g, "-");
    const href = `${lite}${view}/index.html?workspace=${workspace}&path=${chapter}`;
    const close = () => dialog.close();
    add("a", words.open, { href, target: "_blank", className: "btn btn-primary", onclick: close }, row);
  }
  const className = "btn btn-outline-primary";
  add("button", words.close, { type: "button", className, onclick: () => dialog.close() }, row);

  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}
