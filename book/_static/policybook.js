/* Small helps that the pages do without: Escape closes the card of a marked row, cards stay on the screen. */
(() => {
  "use strict";

  const place = (marked) => {
    const cards = marked.querySelector(".pb-cards");
    if (!cards) return;
    cards.style.removeProperty("--pb-shift");
    const box = cards.getBoundingClientRect();
    const margin = 8;
    const right = document.documentElement.clientWidth - margin;
    const shift = box.right > right ? right - box.right : box.left < margin ? margin - box.left : 0;
    if (shift) cards.style.setProperty("--pb-shift", `${shift}px`);
  };

  const opened = (event) => {
    const marked = event.target.closest && event.target.closest(".pb-marked");
    if (marked) place(marked);
  };
  document.addEventListener("focusin", opened);
  document.addEventListener("mouseover", opened);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement?.closest(".pb-marked")) document.activeElement.blur();
  });

  /* A folded part opens when the address leads into it. */
  const open = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    const folded = target && target.closest("details");
    if (folded) folded.open = true;
  };
  window.addEventListener("hashchange", open);
  document.addEventListener("DOMContentLoaded", open);
})();
