"use strict";
// Searches the whole manual by parts of words: every word typed must occur on the page, in title or text.
(() => {
  const box = document.getElementById("q");
  const results = document.getElementById("results");
  // Full-width letters and marks count as narrow ones; the length stays, so that places in both texts agree.
  const narrow = (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0);
  const plain = (text) => text.replace(/[\uff01-\uff5e]/g, narrow).toLowerCase();

  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target === document.body) { event.preventDefault(); box.focus(); }
  });
  if (!results || !window.MANUAL) return;

  const pages = window.MANUAL.map((page) => ({ ...page, title: plain(page.t), text: plain(page.x) }));
  const list = document.getElementById("pages");
  const itemList = document.getElementById("items");
  const itemCount = document.getElementById("item-count");
  const { lists, rows } = window.ITEMS;
  const count = document.getElementById("count");
  const MOST = 80;

  const score = (page, words) => {
    let sum = 0;
    for (const word of words) {
      const at = page.title.indexOf(word);
      if (at < 0 && !page.text.includes(word)) return 0;
      sum += at === 0 ? 100 : at > 0 ? 40 : 1;
    }
    return sum;
  };

  const marked = (text, words) => {
    const piece = document.createDocumentFragment();
    const low = plain(text);
    let at = 0;
    while (at < text.length) {
      let next = -1, size = 0;
      for (const word of words) {
        const found = low.indexOf(word, at);
        if (found >= 0 && (next < 0 || found < next)) { next = found; size = word.length; }
      }
      if (next < 0) break;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(next, next + size);
      piece.append(text.slice(at, next), mark);
      at = next + size;
    }
    piece.append(text.slice(at));
    return piece;
  };

  const snippet = (page, words) => {
    const places = words.map((word) => page.text.indexOf(word)).filter((at) => at >= 0);
    const start = places.length ? Math.max(0, Math.min(...places) - 30) : 0;
    return (start ? "…" : "") + page.x.slice(start, start + 110) + "…";
  };

  // An item is met by part of its code or name; a prefix also by a longer code that begins with it.
  const meets = ([code, isPrefix, name], word) =>
    code.toLowerCase().includes(word) || (isPrefix && word.length >= 10 && word.startsWith(code.toLowerCase())) ||
    plain(name).includes(word);

  const showItems = (words) => {
    const found = words.length && words.join("").length > 1
      ? rows.filter((row) => words.every((word) => meets(row, word)))
      : [];
    itemCount.hidden = !found.length;
    itemCount.textContent = `知识表中的项目 ${found.length} 个` + (found.length > MOST ? `，列出前 ${MOST} 个` : "");
    itemList.replaceChildren(...found.slice(0, MOST).map(([code, isPrefix, name, numbers]) => {
      const row = element("li", "item", element("code", "", marked(code, words)));
      row.append(isPrefix ? " 开头的项目 " : " ", marked(name, words), "：");
      numbers.forEach((number, at) => {
        const anchor = element("a", "", lists[number][1]);
        anchor.href = `lists/${lists[number][0]}.html`;
        row.append(at ? "、" : "", anchor);
      });
      return row;
    }));
    return found.length;
  };

  const element = (name, kind, content) => {
    const made = document.createElement(name);
    made.className = kind;
    made.append(content);
    return made;
  };

  const show = () => {
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    const found = words.length
      ? pages.map((page) => [score(page, words), page]).filter(([sum]) => sum).sort((a, b) => b[0] - a[0])
      : [];
    results.hidden = !words.length;
    document.getElementById("page").hidden = words.length > 0;
    document.body.classList.toggle("searching", words.length > 0);
    const items = showItems(words);
    count.hidden = !found.length && items > 0;
    count.textContent = found.length
      ? `找到 ${found.length} 页` + (found.length > MOST ? `，列出前 ${MOST} 页` : "")
      : "没有找到。可减少字词，或改用规则编码、列名。";
    list.replaceChildren(...found.slice(0, MOST).map(([, page]) => {
      const anchor = document.createElement("a");
      anchor.href = page.u;
      anchor.append(
        element("span", "name", marked(page.t, words)), element("span", "label", page.k),
        element("span", "snippet", marked(snippet(page, words), words)),
      );
      const row = document.createElement("li");
      row.append(anchor);
      return row;
    }));
  };

  box.addEventListener("input", show);
  box.form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
    results.querySelector("a")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    const links = [box, ...results.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (results.hidden || at < 0) return;
    if (event.key === "ArrowDown" && at + 1 < links.length) { event.preventDefault(); links[at + 1].focus(); }
    if (event.key === "ArrowUp" && at > 0) { event.preventDefault(); links[at - 1].focus(); }
    if (event.key === "Escape") { box.value = ""; show(); box.focus(); }
  });

  // The header's section links lead to places on the first page, which a search hides.
  addEventListener("hashchange", () => { box.value = ""; show(); document.querySelector(location.hash)?.scrollIntoView(); });
  box.value = new URLSearchParams(location.search).get("q") ?? "";
  if (box.value) show();
})();
