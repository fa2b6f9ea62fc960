// Makes of a built page what is printed of it. Run by book/site/pdf.py, in the page, at paper width.
({ root, pages, numbers, words }) => {
    const article = document.querySelector("article.bd-article");
    const all = selector => [...article.querySelectorAll(selector)];
    document.body.replaceChildren(article);
    all(".headerlink, script").forEach(part => part.remove());

    // The code behind figures stays in the notebook.
    all(".cell > details.above-input").forEach(
        fold => fold.closest(".tag_solution") || fold.remove());

    // Solutions come after the chapter, on a new page: think first, then turn over.
    const answers = document.createElement("section");
    let exercise = "";
    for (const part of all(".cell.tag_solution, details, p > strong:first-child")) {
        const number = part.tagName === "STRONG" && /^(\d)\. /.exec(part.textContent);
        if (number) exercise = number[1];
        if (!exercise || part.tagName === "STRONG" || part.closest("section.answers")) continue;
        if (part.tagName === "DETAILS" && part.closest(".tag_solution")) continue;
        if (answers.dataset.last !== exercise) {
            const heading = answers.appendChild(document.createElement("h3"));
            heading.textContent = `${words[1]} ${answers.dataset.last = exercise}`;
        }
        answers.append(part);
    }
    if (exercise && answers.childElementCount) {
        const heading = document.createElement("h2");
        heading.textContent = words[0];
        answers.className = "answers";
        answers.id = "printed-answers";
        answers.prepend(heading);
        article.append(answers);
    }

    // What is folded lies open. A fold's own words stay where they say what it holds.
    for (const fold of all("details")) {
        const summary = fold.querySelector(":scope > summary");
        const open = document.createElement("div");
        open.className = "unfolded";
        if (!fold.closest(".answers")) {
            open.appendChild(document.createElement("p")).append(...summary.childNodes);
        }
        summary.remove();
        open.append(...fold.childNodes);
        fold.replaceWith(open);
    }

    // A link within the book gets a name that pdf.py knows; one to a file beside it leads nowhere.
    for (const link of all("a[href]")) {
        const [address, anchor] = link.href.split("#");
        const page = address.slice(root.length).replace(/\.html$/, "");
        if (address.startsWith(root) && pages.includes(page)) {
            link.href = `https://book.invalid/${page}#${anchor ?? ""}`;
        } else if (!/^https?:/.test(address)) {
            link.replaceWith(...link.childNodes);
        }
        const entry = link.closest(".toctree-l1");
        if (entry) entry.dataset.number = numbers[page] ?? "000";
    }
    // Chromium notes the place of what a link leads to, even of a link that nobody sees.
    const targets = document.body.appendChild(document.createElement("nav"));
    targets.hidden = true;
    for (const { id } of all("[id]")) {
        targets.appendChild(document.createElement("a")).href = `#${id}`;
    }

    // What is short is not torn; what is long may be.
    const tall = innerHeight / 3;
    for (const part of all(".cell, div.highlight, .cell_output, table, li, dl.py, .admonition, p")) {
        if (part.getBoundingClientRect().height < tall) part.classList.add("whole");
    }
    // A formula wider than the paper is set smaller.
    const width = article.getBoundingClientRect().width;
    for (const formula of all("mjx-container")) {
        const block = formula.closest("div.math");
        const wide = Math.max(...[...formula.querySelectorAll("mjx-math")].map(
            part => part.getBoundingClientRect().width));
        if (block && wide > width) formula.style.fontSize = `${Math.floor(99 * width / wide)}%`;
    }
    const right = article.getBoundingClientRect().right + 1;
    return {
        title: article.querySelector("h1").textContent,
        sections: all("section:has(> h2)").map(
            section => [section.id, section.querySelector("h2").textContent]),
        cut: all("*").filter(part => part.getBoundingClientRect().right > right
            && !part.closest("mjx-assistive-mml")).map(part => part.textContent.slice(0, 60)),
    };
}
