/**
 * The page's script, as text: filters, the enlarged view and the theme. The page is complete without it; what
 * only works with it carries the class `script-only`. It builds no markup from strings.
 */
export const pageScript = `
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const themeButton = document.getElementById("theme");
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
  const nameTheme = () => { themeButton.textContent = isDark() ? "Light theme" : "Dark theme"; };
  const store = (theme) => { try { localStorage.setItem("nescio-theme", theme); } catch { /* not every browser lets a file store things */ } };
  try {
    const stored = localStorage.getItem("nescio-theme");
    if (stored === "dark" || stored === "light") root.dataset.theme = stored;
  } catch { /* as above */ }
  themeButton.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; store(root.dataset.theme); nameTheme(); });
  dark.addEventListener("change", nameTheme);
  nameTheme();

  const wanted = { outcome: "", set: "" };
  const cards = all(".card[data-tags]");
  const shown = document.querySelector(".shown");
  const filter = () => {
    let visible = 0;
    for (const section of all(".gallery")) {
      const here = wanted.set === "" || section.dataset.gallery === wanted.set;
      let left = 0;
      for (const card of all(".card", section)) {
        card.hidden = !here || (wanted.outcome !== "" && !card.dataset.tags.split(" ").includes(wanted.outcome));
        if (!card.hidden) left++;
      }
      section.hidden = left === 0;
      visible += left;
    }
    shown.textContent = visible === 0 ? "No image is like that" : "Showing " + visible + " of " + cards.length;
  };
  for (const group of Object.keys(wanted)) {
    const buttons = all("button[data-" + group + "]");
    for (const button of buttons) {
      button.addEventListener("click", () => {
        wanted[group] = button.dataset[group];
        for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
        filter();
      });
    }
  }

  const dialog = document.getElementById("enlarged");
  const body = dialog.querySelector(".body");
  const title = dialog.querySelector(".bar p");
  let current;
  const show = (card) => {
    current = card;
    body.replaceChildren(...[...card.children].filter((child) => !child.matches(".enlarge")).map((child) => child.cloneNode(true)));
    title.textContent = card.querySelector("img").alt;
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
  };
  const step = (by) => {
    const visible = cards.filter((card) => !card.hidden);
    show(visible[(visible.indexOf(current) + by + visible.length) % visible.length]);
  };
  for (const card of cards) {
    card.querySelector(".enlarge").addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(card);
    });
  }
  dialog.querySelector(".previous").addEventListener("click", () => step(-1));
  dialog.querySelector(".next").addEventListener("click", () => step(1));
  dialog.querySelector(".close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => current.querySelector(".enlarge").focus());
})();
`;
