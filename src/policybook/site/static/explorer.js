/* The explorer: filters and sorts all rows of the tables, keeps the filter in the address, makes files of the selection. */
(() => {
  "use strict";

  /* The rows come when the page is shown already; as a script, so that they come from disk too. */
  const source = () => document.getElementById("pb-rows").dataset.source;
  const script = (address) =>
    new Promise((done, failed) => {
      const made = document.createElement("script");
      made.src = address;
      made.addEventListener("load", done);
      made.addEventListener("error", failed);
      document.head.append(made);
    });
  const load = () => script(source()).then(start);

  const start = () => {
    const data = window.policybookRows;
    const query = window.policybookQuery;
    const files = window.policybookFiles;
    const form = document.getElementById("pb-filter");
    const shown = document.getElementById("pb-shown");
    if (!data || !form) return;

    const { documents, programmes, levels, payers } = data;
    /* What the page says in its language, with the values of the fields in braces; names of codes that the rows keep in English. */
    const say = (text, values = {}) => (data.words[text] || text).replace(/\{(\w+)\}/g, (_, name) => values[name]);
    const nameOf = (code) => data.names[code] || code;
    const chinese = data.language !== "en";
    const pages = new Set(data.programme_pages);
    /* The claims that rest on each row. */
    const claims = new Map();
    for (const [id, claim] of Object.entries(data.claims)) {
      let i = 0;
      for (const step of claim.rows) claims.set((i += step), [...(claims.get(i) || []), id]);
    }

    const rows = [];
    const take = (content, first) => {
      for (const [i, cells] of content.rows.entries()) {
        const row = Object.fromEntries(data.columns.map((name, k) => [name, cells[k]]));
        row.id = first + i;
        row.sentence = content.sentences[row.sentence];
        row.offices = content.offices[row.offices];
        row.offers = [[row.programme, row.level], ...(row.also || [])]; // programmes that the sum is printed for, with its levels
        row.claims = claims.get(row.id) || [];
        row.document = documents[row.doc_id];
        row.address = `reader/${encodeURIComponent(row.doc_id)}.html#${encodeURIComponent(row.anchor)}`;
        const words = [row.kind, say(row.kind), row.domain, nameOf(row.domain), row.what, row.tier, ...row.offers.flatMap(([programme, level]) => [programmes[programme], levels[level] || level]), row.instrument, nameOf(row.instrument), payers[row.payer], row.figure, row.details, ...row.offices, row.sentence, row.document.label, row.document.place, row.document.place_en];
        row.words = query.fold(words.filter(Boolean).join("\n"));
        rows.push(row);
      }
    };
    take(data, 0);

    /* Where rows are many they lie in parts of whole documents; a part comes when its documents are asked for. */
    let total = rows.length;
    const parts = data.parts.map(([name, n, ids]) => ({ name, n, first: (total += n) - n, there: false, documents: ids.map((id) => documents[id]) }));
    const some = (part, state) =>
      part.documents.some((d) => (!state.place || d.place_en === state.place) && (!state.year || d.year === state.year) && (!state.status || d.status === state.status)) &&
      (!state.claim || [...claims].some(([i, ids]) => i >= part.first && i < part.first + part.n && ids.includes(state.claim)));
    const fetchPart = async (part) => {
      await script(source().replace(/[^/]*$/, `${data.folder}/${part.name}.js`));
      if (part.there) return; // asked for twice
      part.there = true;
      take(window[`policybookPart${part.name}`], part.first);
      delete window[`policybookPart${part.name}`];
    };
    /* Load what a filter needs, up to the room there is, or all; a list that no document is left out of begins small. Returns how many rows that may fit are left. */
    const bring = async (state, all) => {
      const wanted = parts.filter((part) => some(part, state));
      let room = all ? Infinity : wanted.length < parts.length ? data.room : data.unasked;
      const missing = [];
      for (const part of wanted) {
        if (room > 0 && !part.there) missing.push(part);
        room -= part.n;
      }
      await Promise.all(missing.map(fetchPart));
      if (missing.length) {
        rows.sort((a, b) => a.id - b.id);
        await table.replaceData(rows);
      }
      return wanted.filter((part) => !part.there).reduce((sum, part) => sum + part.n, 0);
    };

    /* ------------------------------------------------------------------------------------------------------- filter */

    const boxes = [...form.querySelectorAll("input[name=kind]")];
    const fields = [...form.elements].filter((field) => field.name && field.name !== "kind");
    const MONEY = 1e4;

    const read = () => {
      const state = Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]).filter(([, value]) => value));
      const kinds = boxes.filter((box) => box.checked).map((box) => box.value);
      if (kinds.length < boxes.length) state.kind = kinds.join(".");
      return state;
    };

    const fill = (state) => {
      for (const field of fields) {
        field.value = state.get(field.name) || "";
        if (field.selectedIndex === -1) field.selectedIndex = 0; // no such choice
      }
      const kinds = state.has("kind") ? state.get("kind").split(".") : null;
      for (const box of boxes) box.checked = !kinds || kinds.includes(box.value);
    };

    const amount = (text) => (text === undefined || text === "" || Number.isNaN(Number(text)) ? null : Number(text));

    const test = (state) => {
      const asked = query.compile(state.q || "");
      const office = query.fold(state.office || "");
      const kinds = state.kind === undefined ? null : new Set(state.kind.split("."));
      const scale = state.unit === "万元" ? MONEY : 1;
      const unit = state.unit === "万元" ? "元" : state.unit;
      const [min, max] = [amount(state.min), amount(state.max)];
      const same = ["domain", "instrument", "payer"].filter((name) => state[name]);
      return (row) =>
        (!kinds || kinds.has(row.kind)) &&
        (!state.place || row.document.place_en === state.place) &&
        (!state.year || row.document.year === state.year) &&
        (!state.status || row.document.status === state.status) &&
        same.every((name) => row[name] === state[name]) &&
        row.offers.some(([programme, level]) => (!state.programme || programme === state.programme) && (!state.level || level === state.level)) &&
        (!state.claim || row.claims.includes(state.claim)) &&
        (!unit || row.unit === unit) &&
        (min === null || (row.value !== null && row.value >= min * scale)) &&
        (max === null || (row.value !== null && row.value <= max * scale)) &&
        (!office || row.offices.some((name) => query.fold(name).includes(office))) &&
        asked.every(({ pattern }) => query.count(pattern, row.words));
    };

    /* -------------------------------------------------------------------------------------------------------- cells */

    const element = (tag, css, ...content) => {
      const made = document.createElement(tag);
      if (css) made.className = css;
      made.append(...content.filter((part) => part !== null && part !== ""));
      return made;
    };
    const words = (text, css = "") => {
      const made = element("span", css, query.marked(text, patterns));
      if (/[\u3400-\u9fff]/.test(text)) made.lang = "zh-CN";
      return made;
    };
    const link = (address, ...content) => {
      const made = element("a", "", ...content);
      made.href = address;
      return made;
    };
    let patterns = [];

    const where = (row) =>
      element("div", "pb-where", link(row.address, row.document.label + (row.measure ? ` (${row.measure})` : "")), element("span", `pb-kind pb-${row.kind}`, say(row.kind)));

    /* A claim that rests on a row: to the ledger, and to the chapter. */
    const claim = (id) => {
      const { sentence, chapter } = data.claims[id];
      return element("div", "", words(sentence), " ", link(`claims.html#${id}`, say("evidence")), " · ", link(`${chinese ? "" : "../"}notebooks/${chapter}.html#claim-${id}`, say("chapter")));
    };

    const what = (row) => {
      const page = (id) => (pages.has(id) ? link(`programmes/${encodeURIComponent(id)}.html`, programmes[id]) : programmes[id]);
      const named = row.offers.filter(([id]) => programmes[id]).flatMap(([id], i) => (i ? [say(" and "), page(id)] : [page(id)]));
      const facts = [
        [...new Set(row.offers.map(([, level]) => (level ? levels[level] || level : "")))].filter(Boolean).join(", "),
        nameOf(row.instrument),
        row.payer && row.payer !== "silent" ? payers[row.payer] || row.payer : "",
        row.details,
      ].filter(Boolean);
      const main = element("div", "pb-what", words(row.what || say("(not named here)")), row.tier ? words(` ${row.tier}`, "pb-tier") : "");
      const about = element("div", "pb-about", ...named, named.length && facts.length ? " · " : "", facts.length ? words(facts.join(" · ")) : "");
      const used = row.claims.length ? element("details", "pb-used", element("summary", "", say(row.claims.length > 1 ? "used by {n} claims" : "used by {n} claim", { n: row.claims.length })), ...row.claims.map(claim)) : "";
      return element("div", "", main, about, used);
    };

    const sentence = (row) => {
      const made = element("div", "pb-sentence");
      made.lang = "zh-CN";
      const [from, to] = [row.from, row.to];
      const quoted = element("span", `pb-swatch pb-${row.kind}`, query.marked(row.sentence.slice(from, to), patterns));
      made.append(query.marked(row.sentence.slice(0, from), patterns), quoted, query.marked(row.sentence.slice(to), patterns));
      if (row.offices.length && row.kind !== "responsibility" && row.kind !== "ask") made.append(element("div", "pb-about", words(row.offices.join("、"))));
      return made;
    };

    const figure = (row) => words(row.figure, "pb-figure-cell");
    const UNITS = ["元", "%"];
    const rank = (unit) => (UNITS.includes(unit) ? UNITS.indexOf(unit) : 9);
    /* Sums, then rates, then other units by name; in each the figures by their size; rows without a figure come last. */
    const byFigure = (a, b, one, other, column, direction) => {
      const last = direction === "asc" ? 1 : -1;
      if (one.getData().value === null || other.getData().value === null) return ((one.getData().value === null) - (other.getData().value === null)) * last;
      const [x, y] = [one.getData(), other.getData()];
      return (rank(x.unit) - rank(y.unit) || x.unit.localeCompare(y.unit)) * last || x.value - y.value;
    };

    const cell = (make) => (shownCell) => make(shownCell.getData());
    const narrow = window.matchMedia("(max-width: 52rem)");
    const columns = () => {
      const figures = { title: say("Figure"), field: "value", sorter: byFigure, formatter: cell(figure), headerSortStartingDir: "desc", hozAlign: "right" };
      if (narrow.matches) {
        const all = (row) => element("div", "pb-card-cell", where(row), what(row), row.figure ? figure(row) : "", sentence(row));
        return [
          { title: say("Row"), field: "id", headerSort: false, formatter: cell(all) },
          { ...figures, visible: false },
          { title: say("What"), field: "what", sorter: "string", visible: false },
        ];
      }
      return [
        { title: say("Where"), field: "id", sorter: "number", formatter: cell(where), width: 150 },
        { title: say("What"), field: "what", sorter: "string", formatter: cell(what), widthGrow: 3 },
        { ...figures, width: 170 },
        { title: say("Sentence"), field: "sentence", headerSort: false, formatter: cell(sentence), widthGrow: 5 },
      ];
    };

    /* -------------------------------------------------------------------------------------------------------- table */

    const table = new window.Tabulator("#pb-rows", {
      data: rows,
      layout: "fitColumns",
      pagination: true,
      paginationSize: 25,
    paginationElement: document.getElementById("pb-pages"), // outside, since a grid may hold rows only
      paginationButtonCount: 3,
      renderVertical: "basic",
      headerSortTristate: true,
      columnDefaults: { vertAlign: "top", resizable: false },
      columns: columns(),
      placeholder: say("No row fits all filters."),
      locale: "own",
      langs: { own: { pagination: Object.fromEntries(["First", "Prev", "Next", "Last"].flatMap((name) => [[name.toLowerCase(), say(name)], [`${name.toLowerCase()}_title`, say(`${name} page`)]])) } },
    });

    const keep = (state) => {
      const url = new URL(location.href);
      url.search = new URLSearchParams(state).toString();
      if (url.href !== location.href) history.replaceState(null, "", url);
    };

    const sort = form.elements.sort;
    const sorted = () => table.getSorters().map(({ field, dir }) => `${field}.${dir}`).join("");

    const others = document.getElementById("pb-rest");
    let turn = 0;
    const apply = async (all = false) => {
      const state = read();
      const own = (turn += 1);
      const left = parts.length ? await bring(state, all) : 0;
      if (own !== turn) return; // another filter was set meanwhile
      others.hidden = !left;
      others.textContent = say("Load the other {n} rows", { n: left.toLocaleString("en") });
      patterns = query.compile(state.q || "").map(({ pattern }) => pattern);
      table.setFilter(test(state));
      if (sort.value !== sorted()) {
        const [field, dir] = sort.value.split(".");
        if (field) table.setSort(field, dir);
        else table.clearSort();
      }
      const n = table.getDataCount("active");
      shown.textContent =
        rows.length < total
          ? say("{n} of {loaded} loaded rows, {all} in all", { n: n.toLocaleString("en"), loaded: rows.length.toLocaleString("en"), all: total.toLocaleString("en") })
          : say("{n} of {all} rows", { n: n.toLocaleString("en"), all: total.toLocaleString("en") });
      keep(state);
    };

    /* -------------------------------------------------------------------------------------------------------- files */

    const HEADS = ["document", "place", "place_en", "year", "status", "kind", "domain", "measure", "what", "tier", "programme", "level", "also", "instrument", "payer", "figure", "value", "unit", "cap_yuan", "details", "offices", "quote", "sentence", "doc_id", "row", "address"];
    const line = (row) => [
      row.document.label, row.document.place, row.document.place_en, row.document.year, row.document.status, say(row.kind), nameOf(row.domain), row.measure, row.what, row.tier, row.programme, row.level, row.offers.slice(1).map((further) => further.join(":")).join("|"), nameOf(row.instrument), row.payer, row.figure, row.value, row.unit, row.cap, row.details, row.offices.join("|"), row.sentence.slice(row.from, row.to), row.sentence, row.doc_id, row.anchor, new URL(row.address, location.href).href,
    ];
    const selection = () => table.getData("active").map(line);

    table.on("tableBuilt", async () => {
      /* Nothing scrolls in it, and a grid may hold rows only. */
      document.querySelector("#pb-rows .tabulator-tableholder").removeAttribute("tabindex");
      fill(new URLSearchParams(location.search));
      const more = form.querySelector("details");
      more.open = !narrow.matches || [...more.querySelectorAll("select, input")].some((field) => field.value);
      await apply();
      table.on("dataSorted", () => {
        sort.value = sorted();
        keep(read());
      });
      /* A row keeps the height that it was drawn with. */
      document.getElementById("pb-rows").addEventListener("toggle", (event) => {
        const line = event.target.closest(".tabulator-row");
        if (line) table.getRow(line)?.normalizeHeight();
      }, true);
      let waiting = 0;
      form.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => apply(), 150);
      });
      form.addEventListener("reset", () => setTimeout(() => apply()));
      others.addEventListener("click", () => apply(true));
      form.addEventListener("submit", (event) => event.preventDefault());
      window.addEventListener("popstate", () => {
        fill(new URLSearchParams(location.search));
        apply();
      });
      narrow.addEventListener("change", () => table.setColumns(columns()));
      document.getElementById("pb-csv").addEventListener("click", () => files.save(files.csv(HEADS, selection()), "policybook-rows.csv"));
      document.getElementById("pb-xlsx").addEventListener("click", () => files.save(files.workbook("rows", HEADS, selection()), "policybook-rows.xlsx"));
      form.dataset.ready = "true";
    });
  };

  if (document.readyState === "complete") load();
  else window.addEventListener("load", load);
})();
