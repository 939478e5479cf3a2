// Stars, kept in this browser, and the calendar of starred sessions: the events in it are the text of the published ones.
"use strict";

(() => {
  const { recall, remember } = window.expoMemory;
  const read = () => {
    try {
      const kept = JSON.parse(recall("stars") ?? "[]");
      return new Set(Array.isArray(kept) ? kept : []);
    } catch {
      return new Set();
    }
  };
  let stars = read();
  window.expoStars = { all: () => stars };

  const buttons = new Map();
  const link = document.getElementById("take-home");
  const label = document.getElementById("star-label").content;

  const show = () => {
    for (const [session, held] of buttons) {
      for (const button of held) {
        button.setAttribute("aria-pressed", String(stars.has(session)));
        button.firstChild.textContent = stars.has(session) ? "★" : "☆";
      }
    }
    for (const count of document.querySelectorAll(".starred-count")) count.textContent = stars.size;
    link?.setAttribute("aria-disabled", String(stars.size === 0));
    document.dispatchEvent(new Event("stars"));
  };

  const toggle = (session) => {
    stars = read(); // another window may have starred something since
    if (!stars.delete(session)) stars.add(session);
    remember("stars", JSON.stringify([...stars].sort()));
    show();
  };

  let number = 0;
  for (const row of document.querySelectorAll(".session")) {
    const title = row.querySelector(".title");
    title.id ||= `title-${++number}`;
    const word = Object.assign(document.createElement("span"), { className: "unseen", id: `star-${title.id}` });
    word.append(label.cloneNode(true));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "star";
    button.append(Object.assign(document.createElement("span"), { ariaHidden: "true" }), word);
    button.setAttribute("aria-labelledby", `${word.id} ${title.id}`);
    const session = row.dataset.session;
    button.addEventListener("click", () => toggle(session));
    row.append(button);
    buttons.set(session, [...(buttons.get(session) ?? []), button]);
  }
  addEventListener("storage", () => {
    stars = read();
    show();
  });
  show();

  link?.addEventListener("click", (event) => {
    event.preventDefault();
    if (stars.size === 0) return;
    const { head, events } = JSON.parse(document.getElementById("events").textContent);
    const chosen = events.filter(([session]) => stars.has(session)).map(([, text]) => text);
    const calendar = new Blob([head, ...chosen, "END:VCALENDAR\r\n"], { type: "text/calendar;charset=utf-8" });
    const address = URL.createObjectURL(calendar);
    const download = Object.assign(document.createElement("a"), {
      href: address,
      download: `${document.documentElement.dataset.expo}-starred.ics`,
    });
    download.click();
    // Safari reads the file after the click
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  });
})();
