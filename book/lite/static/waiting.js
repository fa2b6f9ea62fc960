// In JupyterLab in the browser: a bar below that moves until Python is there and says what is amiss;
// and a question before a page is left while Python calculates.

(() => {
  const path = new URLSearchParams(location.search).get("path") ?? "";
  const chinese = /(^|[/-])zh(\/|$)/.test(path);
  const say = (zh, en) => (chinese ? zh : en);
  const LATE = 120; // seconds
  const LOOK = 30; // seconds, after which it looks whether a file is missing

  const bar = document.createElement("div");
  bar.setAttribute("role", "status");
  bar.id = "waiting-for-python";
  bar.innerHTML = "<style>" +
    ".below { background: #1d4ed8; bottom: 0; color: #fff; font: 15px/1.4 sans-serif;" +
    "  left: 0; overflow: hidden; padding: 8px 16px; position: fixed; right: 0; z-index: 10000; }" +
    ".below button { background: none; border: 1px solid; border-radius: 4px; color: inherit;" +
    "  font: inherit; margin-left: 12px; }" +
    ".below i { animation: waiting 1.4s ease-in-out infinite alternate; background: #fff;" +
    "  bottom: 0; height: 3px; left: 0; position: absolute; width: 25%; }" +
    "@keyframes waiting { to { left: 75%; } }</style><span></span><i></i>";
  bar.className = "below";
  const text = bar.querySelector("span");
  text.textContent = say("正在装载 Python……", "Loading Python…");
  document.body.append(bar);

  const kernel = () => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel;

  // The first file of Python's that this site does not have, or nothing.
  async function missing() {
    const folder = new URL("../static/pyodide/", location.href);
    const names = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"];
    const lock = await fetch(new URL("pyodide-lock.json", folder)).catch(() => null);
    if (!lock?.ok) return "pyodide-lock.json";
    for (const { file_name } of Object.values((await lock.json()).packages)) names.push(file_name);
    const found = await Promise.all(names.map((name) =>
      fetch(new URL(name, folder), { method: "HEAD" }).then((answer) => answer.ok, () => false)));
    return names[found.indexOf(false)];
  }

  async function sayWhatIsMissing() {
    const name = await missing();
    if (!name) return;
    clearInterval(looks);
    document.body.append(bar);
    bar.querySelector("i")?.remove();
    text.textContent = say(
      `Python 装载不了：这个网站上缺一个文件，或者拿不到它（static/pyodide/${name}）。你写的东西都还在。` +
        "看看网络，刷新一次；还是这样，请告诉管这个网站的人。",
      `Python cannot be loaded: the site lacks a file, or it cannot be reached (static/pyodide/${name}).` +
        " Your work is all there. Look to your network and reload; if it stays so, tell whoever runs the site.",
    );
  }

  const start = performance.now();
  let looked = false;
  const looks = setInterval(() => {
    const waited = (performance.now() - start) / 1000;
    const status = kernel()?.status;
    if (["idle", "busy"].includes(status)) {
      clearInterval(looks);
      bar.remove();
      sayWhatIsMissing(); // without NumPy, say, Python starts all the same
    } else if (!looked && (status === "dead" || waited > LOOK)) {
      looked = true;
      sayWhatIsMissing();
    } else if (waited > LATE) {
      text.textContent = say(
        "Python 还没有装载好。网慢的话再等一会儿；要是一直这样，刷新这一页。",
        "Python is still loading. On a slow network, wait a little; if it never ends, reload this page.",
      );
    }
  }, 250);

  // The same notebook in two tabs: the one saved last would take the other's place.
  navigator.locks?.request(`open ${path}`, { ifAvailable: true }, (lock) => {
    if (lock) return new Promise(() => {}); // held until the tab is closed
    const note = document.createElement("div");
    note.className = "below";
    note.id = "open-twice";
    note.setAttribute("role", "status");
    note.textContent = say(
      "这一章在另一个标签页里也开着。后存的会换掉先存的：关掉其中一个。",
      "This chapter is open in another tab too. What is saved last takes the other's place: close one.",
    );
    const close = document.createElement("button");
    close.textContent = say("知道了", "I see");
    close.onclick = () => note.remove();
    note.append(close);
    document.body.append(note);
  });

  // The browser asks in its own words before what is being calculated is lost.
  addEventListener("beforeunload", (event) => {
    if (kernel()?.status === "busy") event.preventDefault();
  });

  // Ask the browser not to make room by dropping what the reader wrote.
  if (path.startsWith("mine-")) navigator.storage?.persist?.();
})();
