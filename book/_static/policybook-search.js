/* The search page: finds every place that holds the characters typed. See src/policybook/site/search.py. */
(() => {
  "use strict";

  /* The index comes when the page is shown already; as a script, so that it comes from disk too. */
  const source = () => document.getElementById("policybook-search").dataset.source;
  const script = (address, then) => {
    const made = document.createElement("script");
    made.src = address;
    made.addEventListener("load", then);
    made.addEventListener("error", then);
    document.head.append(made);
  };
  const load = () => script(source(), start);

  const start = () => {
    const PAGES = 20;
    const FEW = 4;
    const AROUND = 40;
    const { fold, compile, count, marked } = window.policybookQuery;
    const { up, words, translated } = document.getElementById("policybook-search").dataset;
    /* What the page says in its language, with the values of the fields in braces. */
    const said = JSON.parse(words);
    const say = (text, values = {}) => (said[text] || text).replace(/\{(\w+)\}/g, (_, name) => values[name]);
    /* A result of which the page has the same anchors in its own language. */
    const own = JSON.parse(translated);
    const chinese = own.length > 0;
    const led = (address) => up + (own.some((start) => address.startsWith(start)) ? address.replace(/^book/, "zh") : address);
    const titled = (title) => (chinese ? title.replace(/^[\x20-\x7e]+ (?=[“\u4e00-\u9fff])/, "") : title);
    const places = [];
    const field = document.getElementById("pb-q");
    const status = document.getElementById("pb-status");
    const groups = document.getElementById("pb-groups");
    const results = document.getElementById("pb-results");
    const more = document.getElementById("pb-more");
    let chosen = "";
    let found = [];

    const take = (rows) => {
      for (const [address, group, title, text] of rows || []) places.push({ address: led(address), group, title: titled(title), text, foldedText: fold(text), foldedTitle: fold(titled(title)) });
    };
    take(window.policybookSearch);

    /* Of a large book the documents come in parts, with the first query, a few at a time; what is found grows as they come. */
    const parts = window.policybookSearchParts || 0;
    let begun = 0;
    let come = 0;
    let seen = 0;
    const bring = () => {
      while (begun < parts && begun - come < 6) {
        const i = begun++;
        script(source().replace(/[^/]*$/, `search-places/${i}.js`), () => {
          take(window[`policybookSearch${i}`]);
          delete window[`policybookSearch${i}`];
          come += 1;
          bring();
          if (come === parts || performance.now() - seen > 700) {
            run(false);
            seen = performance.now();
          }
        });
      }
    };

    const LOOKED_UP = "Programmes and places";
    const BOOK = new Set(["Chapters", "About the book", "Chapters in Chinese"]);

    /* Each place that holds all words: the words of its title count five times, a title that holds them all comes first. */
    const search = (asked) => {
      const patterns = asked.map(({ pattern }) => pattern);
      const hits = [];
      if (!patterns.length) return hits;
      for (const place of places) {
        const inTitle = patterns.map((p) => count(p, place.foldedTitle));
        const inText = patterns.map((p) => count(p, place.foldedText));
        if (!patterns.every((_, i) => inTitle[i] + inText[i])) continue;
        const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
        const score = Math.min(sum(inText), 30) + 5 * sum(inTitle) + (inTitle.every(Boolean) ? (place.group === LOOKED_UP ? 150 : 50) : 0);
        const first = patterns.map((p) => place.foldedText.search(p)).filter((at) => at >= 0);
        hits.push({ place, score, first: first.length ? Math.min(...first) : 0, patterns });
      }
      return hits;
    };

    /* The hits by page: documents, programmes and places before chapters and prose, then by the best place of a page. */
    const byPage = (hits) => {
      const pages = new Map();
      for (const hit of hits) {
        const address = hit.place.address.split("#")[0];
        if (!pages.has(address)) pages.set(address, { address, hits: [], best: 0, book: BOOK.has(hit.place.group) });
        const page = pages.get(address);
        page.hits.push(hit);
        page.best = Math.max(page.best, hit.score);
      }
      for (const page of pages.values()) page.hits.sort((a, b) => b.score - a.score);
      return [...pages.values()].sort((a, b) => a.book - b.book || b.best - a.best);
    };

    const excerpt = ({ place, first, patterns }) => {
      const start = Math.max(0, first - AROUND);
      const end = Math.min(place.text.length, first + 3 * AROUND);
      const p = document.createElement("p");
      if (/[\u4e00-\u9fff]/.test(place.text.slice(start, end))) p.lang = "zh-CN";
      p.append(start ? "…" : "", marked(place.text.slice(start, end), patterns), end < place.text.length ? "…" : "");
      return p;
    };

    const entry = (hit) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const [page, anchor] = hit.place.address.split("#");
      /* What stands there, which may be other characters than those asked for. */
      const stands = hit.patterns.map((p) => new RegExp(p.source).exec(hit.place.foldedText)).filter(Boolean);
      const words = stands.map((m) => hit.place.text.slice(m.index, m.index + m[0].length)).join(" ");
      link.href = `${page}${words ? `?highlight=${encodeURIComponent(words)}` : ""}${anchor ? `#${anchor}` : ""}`;
      if (/[\u4e00-\u9fff]/.test(hit.place.title)) link.lang = "zh-CN";
      link.append(marked(hit.place.title, hit.patterns));
      item.append(link, excerpt(hit));
      return item;
    };

    const places_ = (n) => say(n === 1 ? "{n} place" : "{n} places", { n });
    const pageTitle = (page) => {
      const { group, title } = page.hits[0].place;
      return group === LOOKED_UP ? title : BOOK.has(group) ? title.split(" › ")[0] : say(group);
    };

    const pageEntry = (page) => {
      const item = document.createElement("li");
      item.className = "pb-page";
      const head = document.createElement("h2");
      const name = document.createElement("span");
      name.textContent = pageTitle(page);
      if (/[\u4e00-\u9fff]/.test(name.textContent)) name.lang = "zh-CN";
      const about = document.createElement("span");
      about.className = "pb-group";
      about.textContent = `${BOOK.has(page.hits[0].place.group) || page.hits[0].place.group === LOOKED_UP ? `${say(page.hits[0].place.group)} · ` : ""}${places_(page.hits.length)}`;
      head.append(name, " ", about);
      const list = document.createElement("ol");
      list.append(...page.hits.slice(0, FEW).map(entry));
      item.append(head, list);
      if (page.hits.length > FEW) {
        const rest = document.createElement("button");
        rest.type = "button";
        rest.className = "pb-rest";
        rest.textContent = say("{n} more here", { n: page.hits.length - FEW });
        rest.onclick = () => {
          list.append(...page.hits.slice(FEW).map(entry));
          rest.remove();
        };
        item.append(rest);
      }
      return item;
    };

    const show = (from = 0) => {
      const listed = byPage(found.filter((hit) => !chosen || hit.place.group === chosen));
      if (!from) results.replaceChildren();
      results.append(...listed.slice(from, from + PAGES).map(pageEntry));
      more.hidden = listed.length <= from + PAGES;
      more.onclick = () => show(from + PAGES);
    };

    const choices = () => {
      const counts = new Map(places.map((place) => [place.group, 0]));
      for (const hit of found) counts.set(hit.place.group, counts.get(hit.place.group) + 1);
      const button = (name, label, count) => {
        const b = document.createElement("button");
        b.type = "button";
        b.textContent = `${label} ${count}`;
        b.disabled = !count;
        b.setAttribute("aria-pressed", String(chosen === name));
        b.onclick = () => {
          chosen = name;
          choices();
          show();
        };
        return b;
      };
      groups.replaceChildren(
        ...(found.length ? [button("", say("All"), found.length), ...Array.from(counts, ([name, n]) => button(name, say(name), n))] : []),
      );
    };

    const run = (anew = true) => {
      const query = field.value.trim();
      if (anew) chosen = "";
      if (query) bring();
      const asked = compile(query);
      found = search(asked);
      const meant = asked.filter(({ stands }) => stands.length);
      const also = meant.map(({ word, stands }) => `${word}: ${stands.slice(0, 8).join("、")}${stands.length > 8 ? "…" : ""}`).join("; ");
      const documents = new Set(found.map((hit) => hit.place.group)).size;
      status.textContent = !query
        ? ""
        : found.length
          ? say(documents === 1 ? "{places} in {n} document or part of the book" : "{places} in {n} documents and parts of the book", { places: places_(found.length), n: documents }) + (also ? ` (${also})` : "")
          : say(come < parts ? "Not found yet." : "Not found. Fewer or shorter words find more.");
      if (query && come < parts) status.textContent += ` ${say("Looking through the documents: {come} of {parts} parts.", { come, parts })}`;
      choices();
      show();
      const url = new URL(location);
      query ? url.searchParams.set("q", query) : url.searchParams.delete("q");
      history.replaceState(null, "", url);
    };

    let waiting = 0;
    field.form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(waiting); // else the list is made again, and what was unfolded in it folds
      run();
    });
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => run(), 150);
    });
    run();
    field.focus();
  };

  document.getElementById("pb-q").value = new URL(location).searchParams.get("q") || "";
  if (document.readyState === "complete") load();
  else window.addEventListener("load", load);
})();
