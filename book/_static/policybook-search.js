/* The search page: finds every place that holds the characters typed. See src/policybook/site/search.py. */
(() => {
  "use strict";

  const PAGE = 50;
  const AROUND = 40;
  const places = (window.policybookSearch || []).map(([address, group, title, text]) => ({ address, group, title, text }));
  const field = document.getElementById("pb-q");
  const status = document.getElementById("pb-status");
  const groups = document.getElementById("pb-groups");
  const results = document.getElementById("pb-results");
  const more = document.getElementById("pb-more");
  let chosen = "";
  let found = [];

  /* Full-width and half-width, capital and small letters count as the same; the length stays, so that places do. */
  const fold = (text) =>
    Array.from({ length: text.length }, (_, i) => {
      const code = text.charCodeAt(i);
      const half = code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : code === 0x3000 ? " " : text[i];
      const small = half.toLowerCase();
      return small.length === 1 ? small : half;
    }).join("");

  for (const place of places) {
    place.foldedText = fold(place.text);
    place.foldedTitle = fold(place.title);
  }

  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

  /* A Latin word is looked for from its beginning (budget, budgets), characters of any other kind wherever they stand. */
  const pattern = (word) => {
    const start = /^[a-z]/.test(word) ? "(?<![a-z])" : /^[0-9]/.test(word) ? "(?<![0-9])" : "";
    return new RegExp(start + escaped(word), "g");
  };

  const search = (query) => {
    const words = fold(query).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const patterns = words.map(pattern);
    const hits = [];
    for (const place of places) {
      let score = 0;
      let first = -1;
      const all = patterns.every((p) => {
        const inText = place.foldedText.match(p)?.length || 0;
        const inTitle = place.foldedTitle.match(p)?.length || 0;
        if (inText && first < 0) first = place.foldedText.search(p);
        score += inText + 5 * inTitle;
        return inText + inTitle;
      });
      if (all) hits.push({ place, score, first: Math.max(first, 0), patterns });
    }
    return hits.map((hit, i) => ({ ...hit, i })).sort((a, b) => b.score - a.score || a.i - b.i);
  };

  /* Text with the words found in <mark>. */
  const marked = (text, patterns) => {
    const folded = fold(text);
    const spans = patterns
      .flatMap((p) => Array.from(folded.matchAll(p), (m) => [m.index, m.index + m[0].length]))
      .sort((a, b) => a[0] - b[0]);
    const out = document.createDocumentFragment();
    let at = 0;
    for (const [start, end] of spans) {
      if (start < at) continue;
      out.append(text.slice(at, start));
      const mark = document.createElement("mark");
      mark.textContent = text.slice(start, end);
      out.append(mark);
      at = end;
    }
    out.append(text.slice(at));
    return out;
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
    link.href = `${page}?highlight=${encodeURIComponent(field.value.trim())}${anchor ? `#${anchor}` : ""}`;
    if (/[\u4e00-\u9fff]/.test(hit.place.title)) link.lang = "zh-CN";
    link.append(marked(hit.place.title, hit.patterns));
    const group = document.createElement("span");
    group.className = "pb-group";
    group.textContent = hit.place.group;
    item.append(group, link, excerpt(hit));
    return item;
  };

  const show = (from = 0) => {
    const own = found.filter((hit) => !chosen || hit.place.group === chosen);
    if (!from) results.replaceChildren();
    results.append(...own.slice(from, from + PAGE).map(entry));
    more.hidden = own.length <= from + PAGE;
    more.onclick = () => show(from + PAGE);
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
      ...(found.length ? [button("", "All", found.length), ...Array.from(counts, ([name, n]) => button(name, name, n))] : []),
    );
  };

  const run = () => {
    const query = field.value.trim();
    chosen = "";
    found = search(query);
    const documents = new Set(found.map((hit) => hit.place.group)).size;
    status.textContent = !query
      ? ""
      : found.length
        ? `${found.length} ${found.length === 1 ? "place" : "places"} in ${documents} ${documents === 1 ? "document or part" : "documents and parts"} of the book`
        : "Not found. Fewer or shorter words find more.";
    choices();
    show();
    const url = new URL(location);
    query ? url.searchParams.set("q", query) : url.searchParams.delete("q");
    history.replaceState(null, "", url);
  };

  field.value = new URL(location).searchParams.get("q") || "";
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(run, 150);
  });
  run();
  field.focus();
})();
