/* What a query means: for the search and the explorer. Vocabulary: words-data.js, see src/policybook/site/words.py. */
(() => {
  "use strict";

  const { words = [], traditional = "" } = window.policybookWords || {};
  const simple = new Map();
  for (let i = 0; i + 1 < traditional.length; i += 2) simple.set(traditional[i], traditional[i + 1]);

  /* Full and half width, capital and small, traditional and simplified count as the same; the length stays, so that places do. */
  const fold = (text) => {
    let out = "";
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      const half = code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : code === 0x3000 ? " " : text[i];
      const small = half.toLowerCase();
      out += simple.get(half) || (small.length === 1 ? small : half);
    }
    return out;
  };

  const BETWEEN = "[\\s()\\[\\]〔〕【】“”‘’\"'·]*";
  const LEFT_OUT = /[\s()[\]〔〕【】“”‘’"'·]/g;
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

  /* A Latin word is looked for from its beginning (budget, budgets), characters of any other kind wherever they stand; of
     Chinese words, brackets and quotation marks may be left out (首台套 finds 首台（套）). */
  const source = (word) => {
    const start = /^[a-z]/.test(word) ? "(?<![a-z])" : /^[0-9]/.test(word) ? "(?<![0-9])" : "";
    if (!/[\u3400-\u9fff]/.test(word)) return start + escaped(word);
    return start + Array.from(word.replace(LEFT_OUT, ""), escaped).join(BETWEEN);
  };

  const folded = words.map(([zh, en, pinyin]) => [fold(zh), fold(en), pinyin]);

  /* The Chinese terms that an English word, or a pinyin, stands for. */
  const chinese = (word) => {
    if (!/^[a-z][a-z-]{3,}$/.test(word)) return [];
    const begins = new RegExp(`(?<![a-z])${escaped(word)}`);
    return folded.filter(([, en, pinyin]) => begins.test(en) || pinyin === word).map(([zh]) => zh);
  };

  /* A query: each of its words as a pattern of the word itself or of what it stands for. */
  const compile = (query) => {
    const asked = fold(query).split(/\s+/).filter((word) => word.replace(LEFT_OUT, ""));
    return asked.map((word) => {
      const all = [word, ...new Set(chinese(word))];
      return { word, stands: all.slice(1), pattern: new RegExp(all.map(source).join("|"), "g") };
    });
  };

  const count = (pattern, text) => text.match(pattern)?.length || 0;

  /* A text with what is found in <mark>. */
  const marked = (text, patterns) => {
    const plain = fold(text);
    const spans = patterns
      .flatMap((p) => Array.from(plain.matchAll(p), (m) => [m.index, m.index + m[0].length]))
      .filter(([start, end]) => end > start)
      .sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    const out = document.createDocumentFragment();
    let at = 0;
    for (const [start, end] of spans) {
      if (start < at) continue;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(start, end);
      out.append(text.slice(at, start), mark);
      at = end;
    }
    out.append(text.slice(at));
    return out;
  };

  window.policybookQuery = { fold, compile, count, marked };
})();
