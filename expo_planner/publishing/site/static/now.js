// What is on and what comes next, by the reader's clock: sessions are instants, so that the zone of the reader does not matter.
"use strict";

(() => {
  const section = document.getElementById("now");
  if (!section) return;

  const FEW = 8;
  const rows = [...document.querySelectorAll(".session")].map((element) => ({
    element,
    start: Number(element.dataset.start),
    end: Number(element.dataset.end),
  }));

  const item = ({ element }) => {
    const line = document.createElement("li");
    const time = element.querySelector(".time").cloneNode(true);
    const title = document.createElement("a");
    const link = element.querySelector("a.title");
    title.href = link ? link.getAttribute("href") : `#${element.id}`;
    title.append(...[...element.querySelector(".title").childNodes].map((node) => node.cloneNode(true)));
    line.append(time, " ", title);
    const place = element.querySelector(".place");
    if (place) {
      const where = document.createElement("span");
      where.className = "small";
      where.append(...[...place.childNodes].map((node) => node.cloneNode(true)));
      line.append(" ", where);
    }
    return line;
  };

  const fill = (id, found) => {
    const part = document.getElementById(id);
    part.hidden = found.length === 0;
    part.querySelector(".count").textContent = found.length;
    part.querySelector("ul").replaceChildren(...found.map(item));
    return part;
  };

  const refresh = () => {
    const now = Date.now() / 1000;
    // what began last stands first: an exhibition of a whole day is not news
    const running = rows.filter(({ start, end }) => start <= now && now < end).sort((a, b) => b.start - a.start);
    const soonest = rows.reduce((least, { start }) => (start > now ? Math.min(least, start) : least), Infinity);
    const next = rows.filter(({ start }) => start === soonest);
    const parts = [fill("now-running", running), fill("now-next", next)];
    const today = (running[0] ?? next[0])?.element.closest(".day");
    const day = next[0]?.element.closest(".day").querySelector("time").cloneNode(true);
    if (day) document.querySelector("#now-next time").replaceWith(day);
    for (const link of document.querySelectorAll(".days a")) {
      if (today && link.hash === `#${today.id}`) link.setAttribute("aria-current", "date");
      else link.removeAttribute("aria-current");
    }
    section.hidden = running.length + next.length === 0;
    return parts;
  };

  // Few are shown at once, many wait behind their number so that the agenda is not pushed away.
  for (const part of refresh()) part.open = part.querySelectorAll("li").length <= FEW;
  setInterval(refresh, 30_000);
})();
