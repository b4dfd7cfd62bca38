/* What the rules of the documents pay for a profile: the data of firm_page.firm_rules and a profile in, rows and sums out.
   The same as policybook.analyse.simulate, which says why; a test holds the two against each other. No page is needed. */
(() => {
  "use strict";

  const every = (outcomes) => (outcomes.includes(false) ? false : outcomes.includes(null) ? null : true);
  const some = (outcomes) => (outcomes.includes(true) ? true : outcomes.includes(null) ? null : false);

  /* A text for matching: half-width marks, no spaces and no quotation marks. */
  const folding = ([wide, narrow]) => {
    const map = new Map(Array.from(wide, (c, i) => [c, narrow[i]]));
    return (text) =>
      Array.from(text, (c) => map.get(c) || c)
        .join("")
        .replace(/[\s“”‘’「」『』"']/g, "")
        .replaceAll("，", ",")
        .replaceAll("；", ";");
  };

  /* The figures with those that follow from others: growth, shares, increments. */
  const derive = (given, variables) => {
    const known = { ...given };
    for (const [name, { from }] of Object.entries(variables)) {
      if (name in known || !from || !(from[1] in known) || !(from[2] in known)) continue;
      const [how, a, b] = [from[0], known[from[1]], known[from[2]]];
      if (how === "difference") known[name] = a - b;
      else if (b > 0) known[name] = Number(((100 * (how === "growth" ? a - b : a)) / b).toFixed(9));
    }
    return known;
  };

  const within = (atom, figures) => {
    const value = figures[atom.variable];
    if (value === undefined) return null;
    const above = atom.low === null || value > atom.low || (value === atom.low && !atom.low_open);
    const below = atom.high === null || value < atom.high || (value === atom.high && !atom.high_open);
    return above && below;
  };

  const holds = (atom, traits, lacking) => {
    if (atom.except && traits.some((trait) => atom.except.includes(trait))) return false;
    if (lacking.some((trait) => atom.core.includes(trait))) return false;
    const said = traits.filter((trait) => atom.core.includes(trait)).reduce((sum, trait) => sum + Array.from(trait).length, 0);
    return said && 2 * said >= Array.from(atom.core).length ? true : null;
  };

  /* Whether a rule applies (true, false, or null: open), and the words that decided or are open. Where it matters whether what
     stands first goes for every alternative, the rule stays open. */
  const applies = (rule, figures, traits, lacking) => {
    const met = (atom) => ("variable" in atom ? within(atom, figures) : holds(atom, traits, lacking));
    const readings = [rule.condition];
    if (rule.condition.length > 1) {
      const first = rule.condition[0][0];
      const key = JSON.stringify(first);
      readings.push(rule.condition.map((way) => (JSON.stringify(way[0]) === key ? way : [first, ...way])));
    }
    const outcomes = readings.map((reading) =>
      reading.length ? some(reading.map((all) => every(all.map((any) => some(any.map((way) => every(way.map(met)))))))) : true,
    );
    const verdict = outcomes.every((outcome) => outcome === outcomes[0]) ? outcomes[0] : null;
    const atoms = rule.condition.flat(3);
    const words = atoms.filter((atom) => verdict === true || met(atom) === verdict).map((atom) => atom.words || atom.text);
    return [verdict, [...new Set(words)]];
  };

  /* The least and the most that a rule pays, or null where its base is not known. */
  const pays = (rule, figures) => {
    const cap = rule.cap === null ? Infinity : rule.cap;
    if (rule.instrument === "lump_sum") {
      const most = rule.amount * rule.times;
      return [rule.max ? 0 : most, most];
    }
    if (!rule.base || !(rule.base in figures)) return null;
    const size = Math.max(0, figures[rule.base]);
    const most = Math.min(rule.instrument === "per_unit" ? size * rule.amount : (size * rule.rate) / 100, cap);
    if (rule.instrument === "rate" && rule.min) return [most, Math.min(size, cap)];
    return [rule.max ? 0 : most, most];
  };

  const concerns = (rule, entry, programmes) => {
    if (rule.programme !== entry.programme) return false;
    if (entry.kind === "recognition") {
      const wanted = entry.tier || programmes[entry.programme]?.known[0] || "";
      return rule.instrument === "lump_sum" && rule.level === wanted;
    }
    return rule.instrument !== "lump_sum" && (!rule.level || !entry.tiers || entry.tiers.includes(rule.level));
  };

  /* Where a trait names some of the alternatives (A档), these of each base are kept. */
  const selected = (rules, traits) => {
    const named = rules.filter((rule) => traits.some((trait) => rule.words.includes(trait)));
    const bases = new Set(named.map((rule) => rule.base));
    return rules.filter((rule) => !bases.has(rule.base) || named.includes(rule));
  };

  const applied = (rule, entry, data, fold) => {
    const figures = derive(entry.figures || {}, data.variables);
    const [verdict, words] = applies(rule, figures, (entry.traits || []).map(fold), (entry.not || []).map(fold));
    const paid = pays(rule, figures);
    let holding = verdict;
    if (holding !== false) {
      if (!paid) words.push(rule.base ? `${rule.base} is not in the profile` : "what it is measured by");
      if (entry.kind === "activity" && rule.level && !entry.tiers) {
        words.push(`only for ${rule.level}`);
        holding = null;
      }
      if (rule.unsettled) {
        words.push(rule.unsettled);
        holding = null;
      }
    }
    const outcome = holding === false ? "not met" : holding && paid ? "pays" : "open";
    return { doc: rule.doc, programme: rule.programme, level: rule.level, outcome, low: paid ? paid[0] : null, high: paid ? paid[1] : null, decided: words, rule };
  };

  const entries = (profile) => [
    ...(profile.recognitions || []).map((entry) => ({ ...entry, kind: "recognition" })),
    ...(profile.activities || []).map((entry) => ({ ...entry, kind: "activity" })),
  ];

  /* A row for each rule that was considered, and one for each entry of the profile about which a document says nothing. */
  const simulate = (data, profile) => {
    const fold = folding(data.fold);
    const rows = [];
    for (const { id } of data.documents) {
      for (const entry of entries(profile)) {
        const chosen = data.rules.filter((rule) => rule.doc === id && concerns(rule, entry, data.programmes));
        rows.push(...selected(chosen, (entry.traits || []).map(fold)).map((rule) => applied(rule, entry, data, fold)));
        if (!chosen.length) rows.push({ doc: id, programme: entry.programme, level: entry.tier || "", outcome: "not stated", low: null, high: null, decided: [], rule: null });
      }
    }
    return rows;
  };

  /* What rules of one programme pay together: alternatives for one base, several bases added up under their cap. */
  const together = (paid) => {
    const [low, high] = [new Map(), new Map()];
    for (const { base, least, most } of paid) {
      low.set(base, Math.min(low.get(base) ?? least, least));
      high.set(base, Math.max(high.get(base) ?? most, most));
    }
    const cap = paid.some((one) => one.cap === null) ? Infinity : Math.max(...paid.map((one) => one.cap));
    const sum = (sums) => Math.min(cap, [...sums.values()].reduce((a, b) => a + b, 0));
    return [sum(low), sum(high)];
  };

  const sum = (rows) => {
    const paid = new Map();
    for (const { programme, level, rule, low, high } of rows) {
      if (high === null) continue;
      const key = JSON.stringify([programme, level]);
      if (!paid.has(key)) paid.set(key, []);
      paid.get(key).push({ base: rule.base || "", cap: rule.cap, least: low, most: high });
    }
    return [...paid.values()].map(together).reduce(([a, b], [low, high]) => [a + low, b + high], [0, 0]);
  };

  /* The sums of each document: sure from low to high, and what is possible if all that is open were met. */
  const totals = (rows, documents) =>
    documents.map(({ id }) => {
      const own = rows.filter((row) => row.doc === id);
      const [low, high] = sum(own.filter((row) => row.outcome === "pays"));
      const most = sum(own.filter((row) => row.outcome === "pays" || row.outcome === "open"))[1];
      const n = (outcome) => own.filter((row) => row.outcome === outcome).length;
      return { doc: id, low, high, possible: Math.max(high, most), pays: n("pays"), open: n("open"), not_met: n("not met"), not_stated: n("not stated") };
    });

  globalThis.policybookFirm = { simulate, totals, concerns, entries };
})();
