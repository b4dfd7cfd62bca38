/* The page "What can my firm get?": a form that makes a profile, kept in the address, and what the rules pay for it. */
(() => {
  "use strict";

  const start = () => {
    const data = window.policybookRules;
    const rules = window.policybookFirm;
    const form = document.getElementById("pb-firm");
    if (!data || !rules || !form) return;

    const place = document.getElementById("pb-firm-entries");
    const results = document.getElementById("pb-firm-results");
    const said = document.getElementById("pb-firm-said");
    const { programmes, variables } = data;
    const WAN = 1e4;
    const NONE = "none";
    let entries = [];

    const chinese = (text) => /[\u3400-\u9fff]/.test(text);
    const element = (tag, attributes, ...content) => {
      const made = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes || {})) {
        if (value === true) made.setAttribute(name, "");
        else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
      }
      made.append(...content.filter((part) => part !== null && part !== undefined && part !== ""));
      return made;
    };
    const words = (text, tag = "span") => element(tag, { lang: chinese(text) ? "zh-CN" : null }, text);
    const named = (id) => {
      const programme = programmes[id];
      return programme ? element("span", {}, `${programme.en} `, element("span", { lang: "zh-CN" }, programme.zh)) : element("span", {}, id);
    };

    /* ------------------------------------------------------------------------------------------------------- address */

    const read = () => {
      const found = [];
      for (const [key, value] of new URLSearchParams(location.search)) {
        const last = found.at(-1);
        if (key === "title") {
          const [programme, ...tier] = value.split(".");
          if (programmes[programme]) found.push({ kind: "recognition", programme, tier: tier.join("."), traits: [], not: [] });
        } else if (key === "does") {
          if (programmes[value]) found.push({ kind: "activity", programme: value, figures: {}, tiers: undefined, traits: [], not: [] });
        } else if (!last) continue;
        else if (key === "yes") last.traits.push(value);
        else if (key === "no") last.not.push(value);
        else if (last.kind === "activity" && key === "of") last.tiers = [...(last.tiers || []), ...(value === NONE ? [] : [value])];
        else if (last.kind === "activity" && variables[key] && value !== "" && Number(value) >= 0) last.figures[key] = Number(value);
      }
      return found;
    };

    const keep = () => {
      const pairs = [];
      for (const entry of entries) {
        pairs.push(entry.kind === "recognition" ? ["title", entry.tier ? `${entry.programme}.${entry.tier}` : entry.programme] : ["does", entry.programme]);
        pairs.push(...Object.entries(entry.figures || {}).map(([name, value]) => [name, String(value)]));
        if (entry.tiers) pairs.push(...(entry.tiers.length ? entry.tiers : [NONE]).map((tier) => ["of", tier]));
        pairs.push(...entry.traits.map((trait) => ["yes", trait]), ...entry.not.map((trait) => ["no", trait]));
      }
      const url = new URL(location.href);
      url.search = new URLSearchParams(pairs).toString();
      if (url.href !== location.href) history.replaceState(null, "", url);
    };

    /* The profile as policybook simulate reads it: JSON is YAML. */
    const profile = () => {
      const filled = ({ kind, ...entry }) =>
        Object.fromEntries(Object.entries(entry).filter(([name, value]) => value !== undefined && value !== "" && !(["traits", "not"].includes(name) && !value.length)));
      const of = (kind) => entries.filter((entry) => entry.kind === kind).map(filled);
      const made = { title: "My firm" };
      if (of("recognition").length) made.recognitions = of("recognition");
      if (of("activity").length) made.activities = of("activity");
      return made;
    };

    /* ---------------------------------------------------------------------------------------------------------- form */

    /* What the rules of an entry ask for: figures, grades, words that hold or do not. */
    const asked = (entry) => {
      const own = data.rules.filter((rule) => rules.concerns(rule, { ...entry, tiers: undefined }, programmes));
      const atoms = own.flatMap((rule) => rule.condition.flat(3));
      const wanted = entry.kind === "activity" ? [...own.map((rule) => rule.base), ...atoms.map((atom) => atom.variable)].filter(Boolean) : [];
      const figures = new Set();
      const add = (name) => (variables[name].from ? variables[name].from.slice(1).forEach(add) : figures.add(name));
      wanted.forEach(add);
      Object.keys(entry.figures || {}).forEach((name) => figures.add(name));
      const tiers = entry.kind === "activity" ? [...new Set(own.map((rule) => rule.level).filter(Boolean))] : [];
      const alternatives = entry.kind === "activity" ? own.filter((rule) => !rule.level).map((rule) => rule.tier) : [];
      const held = [...atoms.map((atom) => atom.core), ...atoms.map((atom) => atom.except), ...alternatives, ...entry.traits, ...entry.not];
      return { figures: Object.keys(variables).filter((name) => figures.has(name)), tiers, held: [...new Set(held.filter(Boolean))] };
    };

    const figure = (entry, name) => {
      const { en, unit } = variables[name];
      const scale = unit === "yuan" ? WAN : 1;
      const value = entry.figures[name];
      const input = element("input", { type: "number", min: "0", step: "any", inputmode: "decimal", value: value === undefined ? null : Number((value / scale).toPrecision(12)) });
      input.addEventListener("input", () => {
        if (input.value === "" || !(Number(input.value) >= 0)) delete entry.figures[name];
        else entry.figures[name] = Number((Number(input.value) * scale).toPrecision(15));
        show();
      });
      return element("label", {}, `${en}, `, words(unit === "yuan" ? "万元" : unit), " ", input);
    };

    const held = (entry, text) => {
      const now = entry.traits.includes(text) ? "yes" : entry.not.includes(text) ? "no" : "";
      const select = element("select", {}, ...[["", "not known"], ["yes", "holds"], ["no", "does not hold"]].map(([value, label]) => element("option", { value, selected: value === now }, label)));
      select.addEventListener("change", () => {
        entry.traits = entry.traits.filter((trait) => trait !== text);
        entry.not = entry.not.filter((trait) => trait !== text);
        if (select.value === "yes") entry.traits.push(text);
        if (select.value === "no") entry.not.push(text);
        show();
      });
      return element("label", { class: "pb-firm-held" }, words(text), " ", select);
    };

    const grades = (entry, tiers) => {
      const boxes = [...tiers, NONE].map((tier) => {
        const box = element("input", { type: "checkbox", value: tier });
        box.checked = Boolean(entry.tiers) && (tier === NONE ? !entry.tiers.length : entry.tiers.includes(tier));
        return box;
      });
      const none = boxes.at(-1);
      for (const box of boxes) {
        box.addEventListener("change", () => {
          if (box === none && none.checked) for (const other of boxes.slice(0, -1)) other.checked = false;
          const chosen = boxes.slice(0, -1).filter((other) => other.checked).map((other) => other.value);
          if (chosen.length) none.checked = false;
          entry.tiers = chosen.length ? chosen : none.checked ? [] : undefined;
          show();
        });
      }
      const labels = boxes.map((box) => element("label", {}, box, ` ${box === none ? "none of these" : box.value}`));
      return element("fieldset", { class: "pb-firm-grades" }, element("legend", {}, "It is for"), ...labels);
    };

    const card = (entry) => {
      const ask = asked(entry);
      const remove = element("button", { type: "button", "aria-label": `Take out ${programmes[entry.programme].en}` }, "×");
      remove.addEventListener("click", () => {
        entries = entries.filter((other) => other !== entry);
        draw(() => form.elements[entry.kind === "recognition" ? "add-title" : "add-does"].focus());
      });
      const head = element("legend", {}, named(entry.programme), entry.tier ? `, ${entry.tier}` : "");
      const fields = ask.figures.length ? element("div", { class: "pb-fields" }, ...ask.figures.map((name) => figure(entry, name))) : "";
      const open = entry.traits.length || entry.not.length;
      const conditions = ask.held.length
        ? element("details", { class: "pb-more", open: Boolean(open) }, element("summary", {}, `Conditions in words (${ask.held.length})`), ...ask.held.map((text) => held(entry, text)))
        : "";
      return element("fieldset", { class: "pb-firm-entry" }, head, remove, fields, ask.tiers.length ? grades(entry, ask.tiers) : "", conditions);
    };

    /* Of many documents the rules of a programme come when it is asked for; what waits for them is done then. */
    const parts = data.parts || {};
    const asked_for = new Set();
    const come = new Set();
    let waiting = [];
    const bring = (programme) => {
      if (asked_for.has(programme)) return;
      asked_for.add(programme);
      const name = `policybookRules${parts[programme]}`;
      const script = element("script", { src: `${results.dataset.rules}${parts[programme]}.js` });
      const done = () => {
        const part = window[name] || { rules: [], quotes: [] };
        delete window[name];
        const before = data.quotes.length;
        data.rules.push(...part.rules.map((rule) => ({ ...rule, quote: rule.quote + before })));
        data.quotes.push(...part.quotes);
        come.add(programme);
        draw();
      };
      script.addEventListener("load", done);
      script.addEventListener("error", done);
      document.head.append(script);
    };

    const draw = (then) => {
      if (then) waiting.push(then);
      const missing = entries.map((entry) => entry.programme).filter((programme) => programme in parts && !come.has(programme));
      if (missing.length) {
        said.textContent = "Loading the rules …";
        missing.forEach(bring);
        return;
      }
      place.replaceChildren(...entries.map(card));
      show();
      const done = waiting;
      waiting = [];
      for (const each of done) each();
    };

    /* ------------------------------------------------------------------------------------------------------- results */

    const yuan = (value) => {
      const [scale, unit] = value >= 1e8 ? [1e8, "亿元"] : value >= 1e4 ? [1e4, "万元"] : [1, "元"];
      return `${(value / scale).toLocaleString("en", { maximumFractionDigits: 4 })} ${unit}`;
    };
    const range = (low, high) => (low === high ? yuan(high) : low ? `${yuan(low)} to ${yuan(high)}` : `at most ${yuan(high)}`);

    const how = ({ rule, low, high }) => {
      const limit = rule.max ? "at most " : rule.min ? "at least " : "";
      const cap = rule.cap === null ? "" : `, no more than ${yuan(rule.cap)}`;
      const base = rule.base ? variables[rule.base].en.toLowerCase() : "a base that the text leaves open";
      const comes = rule.instrument !== "lump_sum" && high !== null ? `: ${range(low, high)}` : "";
      if (rule.instrument === "lump_sum") return `${limit}${yuan(rule.amount)}${rule.times > 1 ? `, ${rule.times} times` : ""}`;
      if (rule.instrument === "per_unit") return `${limit}${yuan(rule.amount)} a ${rule.unit}${cap}${comes}`;
      return `${limit}${rule.rate} % of ${base}${cap}${comes}`;
    };

    const WHY = { pays: "because", open: "open", "not met": "not met" };
    const spoken = (text) => {
      const name = text.match(/^([a-z_]+)(?= )/)?.[1];
      return variables[name] ? variables[name].en + text.slice(name.length) : text;
    };

    const clause = (row) => {
      const { rule } = row;
      const payer = ["own", "silent", ""].includes(rule.payer) ? "" : ` · ${data.payers[rule.payer] || rule.payer}`;
      const link = element("a", { href: `${results.dataset.reader}${encodeURIComponent(rule.doc)}.html#${encodeURIComponent(rule.anchor)}` }, rule.measure);
      const why = row.decided.length ? element("div", { class: "pb-about" }, `${WHY[row.outcome]}: `, words(row.decided.map(spoken).join("; "))) : "";
      return element(
        "li",
        { class: `pb-firm-row pb-firm-${row.outcome.replace(" ", "-")}` },
        element("span", { class: "pb-firm-outcome" }, row.outcome),
        " ",
        named(rule.programme),
        rule.level ? `, ${rule.level}` : "",
        rule.tier && rule.tier !== rule.level ? element("span", {}, " ", words(rule.tier, "b")) : "",
        ": ",
        words(how(row)),
        payer,
        rule.on_top ? " · on top of another level's money" : "",
        " · ",
        link,
        why,
        element("blockquote", { lang: "zh-CN" }, data.quotes[rule.quote]),
      );
    };

    const ORDER = ["pays", "open", "not met"];
    const details = (document_, rows, total) => {
      const own = rows.filter((row) => row.doc === document_.id);
      const sorted = ORDER.flatMap((outcome) => own.filter((row) => row.outcome === outcome));
      const silent = own.filter((row) => row.outcome === "not stated").map((row) => programmes[row.programme].en + (row.level ? `, ${row.level}` : ""));
      return element(
        "section",
        { id: `firm-${document_.id}` },
        element("h2", {}, document_.label, draft(document_)),
        element("p", {}, `Where the conditions are met: ${range(total.low, total.high)}`, total.possible > total.high ? `; up to ${yuan(total.possible)} if all that is open were met.` : "."),
        element("ul", { class: "pb-firm-rows" }, ...sorted.map(clause)),
        silent.length ? element("p", { class: "pb-note" }, `Not found in this document: ${silent.join("; ")}.`) : "",
      );
    };

    const draft = ({ status }) => (status === "draft" ? element("span", {}, " ", element("span", { class: "pb-status" }, "draft")) : "");

    const table = (rows, sums) => {
      const heads = ["Document", "At least", "At most", "If all open were met", "Rules that pay", "Open", "Not met", "Not stated"];
      const lines = data.documents.map((document_, i) => {
        const total = sums[i];
        const cells = [yuan(total.low), yuan(total.high), total.possible > total.high ? yuan(total.possible) : "–", total.pays, total.open, total.not_met, total.not_stated];
        const head = element("th", { scope: "row" }, element("a", { href: `#firm-${document_.id}` }, document_.label), draft(document_));
        return element("tr", {}, head, ...cells.map((cell) => element("td", { class: "pb-right" }, words(String(cell)))));
      });
      const caption = "What the rules of each document pay";
      return element(
        "div",
        { class: "pb-scroll", role: "region", tabindex: "0", "aria-label": caption },
        element(
          "table",
          { class: "pb-table" },
          element("caption", {}, caption),
          element("thead", {}, element("tr", {}, ...heads.map((text, i) => element("th", { scope: "col", class: i ? "pb-right" : null }, text)))),
          element("tbody", {}, ...lines),
        ),
      );
    };

    const show = () => {
      keep();
      document.getElementById("pb-firm-profile").disabled = !entries.length;
      if (!entries.length) {
        said.textContent = "Nothing is filled in yet.";
        results.replaceChildren();
        return;
      }
      const rows = rules.simulate(data, profile());
      const sums = rules.totals(rows, data.documents);
      const paying = sums.filter((total) => total.high > 0).length;
      said.textContent = `By ${paying} of ${data.documents.length} documents something is paid.`;
      results.replaceChildren(table(rows, sums), ...data.documents.map((document_, i) => details(document_, rows, sums[i])));
    };

    /* -------------------------------------------------------------------------------------------------------- events */

    const adding = (name, make) => {
      const select = form.elements[name];
      select.addEventListener("change", () => {
        if (!select.value) return;
        entries.push(make(select.value));
        select.value = "";
        draw(() => place.lastElementChild?.querySelector("input, select, summary, button").focus());
      });
    };
    adding("add-title", (value) => {
      const [programme, ...tier] = value.split(".");
      return { kind: "recognition", programme, tier: tier.join("."), traits: [], not: [] };
    });
    adding("add-does", (programme) => ({ kind: "activity", programme, figures: {}, tiers: undefined, traits: [], not: [] }));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => {
      entries = [];
      setTimeout(() => draw());
    });
    document.getElementById("pb-firm-profile").addEventListener("click", () => {
      window.policybookFiles.save(new Blob([`${JSON.stringify(profile(), null, 1)}\n`], { type: "application/yaml" }), "my-firm.yml");
    });
    window.addEventListener("popstate", () => {
      entries = read();
      draw();
    });
    entries = read();
    draw(() => {
      form.dataset.ready = "true";
    });
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
