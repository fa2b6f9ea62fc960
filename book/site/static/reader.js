// Keeps the reader's place from one edition to the other, and opens what is folded for print.
"use strict";
{
    // Both editions have the same headings and cells, in the same order.
    const marks = () => [...document.querySelectorAll(
        ".bd-article :is(h1, h2, h3, h4, div.cell)")];
    const top = mark => mark.getBoundingClientRect().top - 80; // below the header

    document.addEventListener("click", event => {
        const link = event.target.closest?.("a.language-switch");
        if (!link) return;
        const place = marks().findLastIndex(mark => top(mark) <= 1);
        link.hash = place > 0 ? `place-${place}` : "";
        if (!link.hash) link.href = link.href.replace(/#$/, "");
    });

    addEventListener("load", async () => {
        await window.MathJax?.startup?.promise;
        const [, place] = /^#place-(\d+)$/.exec(location.hash) ?? [];
        const mark = place && marks()[place];
        if (mark) {
            window.scrollTo({ top: scrollY + top(mark), behavior: "instant" });
            history.replaceState(null, "", location.href.split("#")[0]);
        }
    });

    let opened = [];
    addEventListener("beforeprint", () => {
        opened = [...document.querySelectorAll(".bd-article details:not([open])")];
        opened.forEach(fold => { fold.open = true; });
    });
    addEventListener("afterprint", () => opened.forEach(fold => { fold.open = false; }));
}
