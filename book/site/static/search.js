// What Sphinx's search leaves to be wished: the page about a word first, each page once,
// the word itself marked (not its pairs of characters), and excerpts of the text alone.
"use strict";
{
    // A page opened from disk may not read other pages: titles alone are shown.
    if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

    const parse = Search._parseQuery;
    Search._parseQuery = query => {
        const [text, terms, excluded, , objects] = parse(query);
        const words = new Set(query.toLowerCase().trim().split(/\s+/));
        localStorage.setItem("sphinx_highlight_terms", [...words].join(" "));
        return [text, terms, excluded, words, objects];
    };

    // A title without its number; what comes before a colon says what the page is about.
    const subject = title => title.toLowerCase().replace(/^[\da-z]{1,2}[ .]+(?=\S)/, "");

    const perform = Search._performSearch;
    Search._performSearch = (query, ...terms) => {
        const wanted = query.toLowerCase().trim();
        const best = new Map();
        for (const result of perform(query, ...terms)) {
            const [page, title, anchor, about] = result;
            if (!about && !title.includes(" > ")) {
                const [first] = subject(title).split(/[:：]/);
                if (first === wanted || first === `the ${wanted}`) result[4] += 150;
                else if (first.includes(wanted)) result[4] += 20;
            }
            if (anchor === "#subject") result[4] += 50;
            const key = about ? `${page}${anchor}` : page;
            if (!best.has(key) || best.get(key)[4] <= result[4]) best.set(key, result);
        }
        return [...best.values()].sort((a, b) => a[4] - b[4]); // the last is shown first
    };

    Search.htmlToText = (html, anchor) => {
        const page = new DOMParser().parseFromString(html, "text/html");
        const text = page.querySelector("article.bd-article");
        text?.querySelectorAll(".headerlink, script, style, summary, nav, .toctree-wrapper")
            .forEach(part => part.remove());
        const place = anchor && text?.querySelector(anchor);
        return (place?.closest("section, dl, p") ?? text)?.textContent ?? "";
    };
}
