// The sessions without a place, to be searched and dragged to the board.

import {$, fill, h} from "./dom.js";
import {unsaved} from "./form.js";
import {sayLength, t} from "./i18n.js";
import {edit, placed, state} from "./store.js";

const plain = text => text.normalize("NFKC").toLowerCase();

export function listen() {
  $("search").addEventListener("input", draw);
  $("category").addEventListener("change", draw);
  $("new-session").addEventListener("click", () => edit("sessions"));
  $("open-tray").addEventListener("click", () => document.body.classList.toggle("tray-open"));
}

export function draw() {
  $("search").placeholder = t("search");
  $("search").setAttribute("aria-label", t("search"));
  $("category").setAttribute("aria-label", t("category"));
  drawCategories();
  $("new-session").textContent = t(unsaved("sessions") ? "newUnsaved" : "newSession");
  $("open-people").textContent = t("people");
  const words = plain($("search").value).split(/\s+/).filter(Boolean);
  const category = $("category").value;
  const all = state.board.sessions.filter(session => !placed(session));
  const found = all.filter(session => (!category || session.category === category) && matches(session, words));
  $("tray-title").textContent = found.length === all.length
    ? t("unplaced", {n: all.length}) : t("found", {n: found.length, all: all.length});
  $("open-tray").textContent = t("unplaced", {n: all.length});
  const focused = document.activeElement?.closest?.("#unplaced .session")?.dataset.id;
  $("unplaced").replaceChildren(...(found.length ? found.map(card) : [
    h("p", {className: "muted"}, t(all.length ? "nothingFound" : "nothingUnplaced"))]));
  if (focused) $("unplaced").querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
}

function matches(session, words) {
  const text = plain([session.id, session.title, session.category ?? "", ...session.people.map(id => state.people.get(id)?.name ?? id)].join(" "));
  return words.every(word => text.includes(word));
}

function drawCategories() {
  const chosen = $("category").value;
  fill($("category"), h("option", {value: ""}, t("anyCategory")),
    state.board.categories.map(({name, label}) => h("option", {value: name}, label ?? name)));
  $("category").value = chosen;
}

function card(session) {
  const facts = [session.length && sayLength(session.length),
    session.start !== null && state.clock.saySpan(session.start, session.end)].filter(Boolean).join(" · ");
  const box = h("div", {
    className: `session card ${session.id === state.selected ? "selected" : ""}`, tabIndex: 0, role: "button",
    data: {id: session.id}, title: session.title,
  }, h("span", {className: "session-title"}, session.title), h("span", {className: "time"}, facts));
  box.style.setProperty("--color", state.colors.get(session.category) ?? "gray");
  return box;
}
