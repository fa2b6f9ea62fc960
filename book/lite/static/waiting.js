// In JupyterLab in the browser: a bar that moves until Python is there, and says so if it is late.

(() => {
  const chinese = /(^|\/)zh(\/|$)/.test(new URLSearchParams(location.search).get("path") ?? "");
  const words = chinese
    ? ["正在装载 Python……", "Python 还没有装载好。网慢的话再等一会儿；要是一直这样，刷新这一页。"]
    : ["Loading Python…", "Python is still loading. On a slow network, wait a little; if it never ends, reload this page."];
  const LATE = 120; // seconds

  const bar = document.createElement("div");
  bar.setAttribute("role", "status");
  bar.id = "waiting-for-python";
  bar.innerHTML = "<style>" +
    "#waiting-for-python { background: #1d4ed8; bottom: 0; color: #fff; font: 15px/1.4 sans-serif;" +
    "  left: 0; overflow: hidden; padding: 8px 16px; position: fixed; right: 0; z-index: 10000; }" +
    "#waiting-for-python i { animation: waiting 1.4s ease-in-out infinite alternate; background: #fff;" +
    "  bottom: 0; height: 3px; left: 0; position: absolute; width: 25%; }" +
    "@keyframes waiting { to { left: 75%; } }</style><span></span><i></i>";
  const text = bar.querySelector("span");
  [text.textContent] = words;
  document.body.append(bar);

  const start = performance.now();
  const looks = setInterval(() => {
    const panel = window.jupyterapp?.shell?.currentWidget;
    const kernel = panel?.sessionContext?.session?.kernel;
    if (kernel && ["idle", "busy"].includes(kernel.status)) {
      clearInterval(looks);
      bar.remove();
    } else if (performance.now() - start > LATE * 1000) {
      [, text.textContent] = words;
    }
  }, 250);
})();
