// What every page does: remember the language and the theme, open what a link points to, open everything for paper.
// Each file is one function, so that none leaves names behind; they are plain scripts, since modules do not load from a file.
"use strict";

(() => {
  const root = document.documentElement;
  const expo = root.dataset.expo;

  // Storage may be refused (private windows, some browsers for files): the page then just forgets.
  const recall = (name) => {
    try {
      return localStorage.getItem(`${expo}:${name}`);
    } catch {
      return null;
    }
  };
  const remember = (name, value) => {
    try {
      localStorage.setItem(`${expo}:${name}`, value);
    } catch {
      // nothing to do
    }
  };
  window.expoMemory = { recall, remember };

  for (const element of document.querySelectorAll(".scripted")) element.hidden = false;

  // The style sheet shows the language whose button is on; this tells it to screen readers too.
  const languages = [...document.querySelectorAll("input[name=language]")];
  const speak = () => {
    const chosen = languages.find((input) => input.checked);
    root.lang = chosen.value;
    remember("language", chosen.value);
  };
  const wanted = languages.find((input) => input.value === recall("language"));
  if (wanted) {
    wanted.checked = true;
    root.lang = wanted.value;
  }
  for (const input of languages) input.addEventListener("change", speak);

  const dark = matchMedia("(prefers-color-scheme: dark)");
  if (recall("theme")) root.dataset.theme = recall("theme");
  document.querySelector(".theme").addEventListener("click", () => {
    const now = root.dataset.theme ?? (dark.matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    remember("theme", root.dataset.theme);
  });

  const current = location.pathname.split("/").pop() || "index.html";
  document.querySelector(`.masthead nav a[href="${CSS.escape(current)}"]`)?.setAttribute("aria-current", "page");

  // Where the folder stands is known from the page's own address, if the pages were made without it.
  if (location.protocol.startsWith("http")) {
    for (const list of document.querySelectorAll("[data-feed]")) {
      const plain = list.querySelector(".https");
      if (plain.hasAttribute("href")) continue;
      const address = new URL(list.dataset.feed, location.href).href;
      plain.href = plain.textContent = address;
      plain.parentElement.hidden = false;
      const apple = list.querySelector(".webcal");
      apple.href = address.replace(/^https?:/, "webcal:");
      apple.hidden = false;
    }
  }

  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = target?.querySelector("details");
    if (details) details.open = true;
  };
  addEventListener("hashchange", reveal);
  reveal();

  document.querySelector(".print")?.addEventListener("click", () => print());
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details:not([open])")) {
      details.open = true;
      details.dataset.forPaper = "";
    }
  });
  addEventListener("afterprint", () => {
    for (const details of document.querySelectorAll("[data-for-paper]")) {
      details.open = false;
      delete details.dataset.forPaper;
    }
  });
})();
