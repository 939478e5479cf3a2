// What stands beside the board: a session, a room, a person, a form, the clashes, or the history.

import * as api from "./api.js";
import {$, h} from "./dom.js";
import {drawChanges} from "./changes.js";
import {drawClashes} from "./clashes.js";
import {drawConflicts} from "./conflicts.js";
import {drawForm, nameOf, titleOfForm} from "./form.js";
import {current, t} from "./i18n.js";
import {version} from "./job.js";
import {drawSession} from "./panel.js";
import {drawPeople, drawPerson} from "./people.js";
import {drawRelease} from "./release.js";
import {drawRepair} from "./repair.js";
import {drawRoom, nameElement} from "./room.js";
import {drawExplain, drawSolve} from "./solve.js";
import {onChange, select, show, state} from "./store.js";
import {elementOf} from "./timeline.js";
import * as windows from "./windows.js";

const PANELS = {
  session: drawSession, room: drawRoom, person: drawPerson, people: drawPeople, form: drawForm,
  clashes: drawClashes, conflicts: drawConflicts, history: drawHistory,
  solve: drawSolve, explain: drawExplain, repair: drawRepair, changes: drawChanges, release: drawRelease,
};
const TITLES = {
  session: () => nameOf("sessions", state.selected),
  room: () => nameOf("rooms", state.about),
  person: () => nameOf("people", state.about),
  form: () => titleOfForm(state.about),
};
let opener = null;
let drawn = "";

export function listen() {
  $("clash-count").addEventListener("click", () => toggle("clashes", $("clash-count")));
  $("open-history").addEventListener("click", () => toggle("history", $("open-history")));
  $("open-people").addEventListener("click", () => toggle("people", $("open-people")));
  onChange(draw);
}

/** Opens the panel of a session. */
export function choose(id) {
  document.body.classList.remove("tray-open");
  select(id);
  elementOf(id)?.scrollIntoView({block: "nearest", inline: "nearest"});
}

const toggle = (name, button) => open(state.panel === name ? null : name, button);

/** Opens a panel; when it closes, the button that opened it is focused again. */
export function open(name, button) {
  opener = button;
  show(name);
  if (name) $("side").focus();
}

function close() {
  const back = [state.selected && elementOf(state.selected), state.panel === "room" && nameElement(state.about)];
  show(null);
  (back.find(Boolean) ?? opener ?? $("clash-count")).focus();
}

/** Whether what the panel is about is still there; a form says itself that it is not. */
function stands() {
  if (state.panel === "session") return state.sessions.has(state.selected);
  if (state.panel === "room") return state.rooms.has(state.about);
  return state.panel !== "person" || state.board.people.some(person => person.id === state.about);
}

function draw() {
  if (!stands()) state.panel = null;
  const {panel} = state;
  const about = JSON.stringify([panel, state.about, panel === "form" || state.selected]);
  const decided = state.board.conflicts.map(conflict => conflict.number); // what the file has already is no new revision
  const key = [about, panel === "form" || [state.board.revision, version(), decided], state.said, current()].join("\n");
  if (key === drawn) return;
  const fresh = drawn.split("\n")[0] !== about;
  drawn = key;
  const side = $("side");
  side.hidden = !panel;
  if (panel !== "repair") windows.show([]);
  side.dataset.panel = panel;
  document.body.classList.toggle("side-open", Boolean(panel));
  if (!panel) return side.replaceChildren();
  if (fresh) document.body.classList.remove("tray-open");
  const button = h("button", {type: "button", className: "close quiet", "aria-label": t("close"), onclick: close}, "✕");
  const head = h("div", {className: "side-head"}, h("h2", {}, title()), button);
  const body = h("div", {className: "side-body"});
  const {scrollTop} = side;
  const focused = side.contains(document.activeElement) && document.activeElement;
  side.setAttribute("aria-label", title());
  side.replaceChildren(head, body);
  PANELS[panel](body);
  if (focused) (focused.isConnected ? focused : side).focus();
  side.scrollTop = fresh ? 0 : scrollTop;
}

const title = () => TITLES[state.panel]?.() ?? t(state.panel);

async function drawHistory(body) {
  const entries = await api.history().catch(() => []);
  if (!body.isConnected) return;
  if (!entries.length) return body.append(h("p", {className: "muted"}, t("noHistory")));
  const when = new Intl.DateTimeFormat(document.documentElement.lang, {dateStyle: "short", timeStyle: "short"});
  body.append(h("ol", {className: "history"}, [...entries].sort((one, other) => other.number - one.number).map(entry =>
    h("li", {}, h("p", {}, entry.what), h("p", {className: "muted"},
      [entry.by, when.format(new Date(entry.when))].filter(Boolean).join(" · "))))));
}
