// The end of a session in hand: dragged by its edge, or moved by Shift and an arrow key.

import * as api from "./api.js";
import {stepsOf, turned} from "./axes.js";
import {$, announce, h, toast} from "./dom.js";
import {hint, placeHint} from "./hint.js";
import {holding} from "./hold.js";
import {quoted, sayLength, t} from "./i18n.js";
import {change, onChange, sayClashes, select, state} from "./store.js";
import {elementOf, field, layTo, layout, scrollNear, seenField, tickUnder} from "./timeline.js";

const SLACK = 5;
const ENDS = {Enter: keep, " ": keep, Escape: leave};
let held = null;

export const resizing = () => held;
const byKey = () => held && held.pointer === undefined;

export function listen() {
  document.addEventListener("pointerdown", grasp);
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", event => event.pointerId === held?.pointer && (held.at ? keep() : glance()));
  document.addEventListener("pointercancel", event => event.pointerId === held?.pointer && leave());
  $("timeline").addEventListener("focusout", event => event.relatedTarget && byKey() && leave());
  onChange(redraw);
}

function grasp(event) {
  if (byKey()) leave();
  if (!event.target.classList?.contains("grip") || event.button !== 0 || holding() || held) return;
  event.preventDefault();
  begin(event.target.closest(".session").dataset.id, event.pointerId, event.clientX, event.clientY);
}

/** Who only clicks at the edge wants to see the session. */
function glance() {
  const {id} = held;
  release();
  select(id);
}

function begin(id, pointer, x, y) {
  const session = state.sessions.get(id);
  const ghost = h("div", {className: "ghost"}, h("span", {}, session.title));
  ghost.style.setProperty("--color", state.colors.get(session.category) ?? "gray");
  held = {id, session, pointer, ghost, x, y, end: session.end, at: null};
  document.body.classList.add("resizing");
  show();
}

function follow(event) {
  if (!held || event.pointerId !== held.pointer) return;
  event.preventDefault();
  if (!held.at) {
    if (Math.hypot(event.clientX - held.x, event.clientY - held.y) <= SLACK) return;
    requestAnimationFrame(glide);
  }
  held.at = {x: event.clientX, y: event.clientY};
  point();
}

function point() {
  aim(Math.round(tickUnder(held.at) / state.board.step));
}

/** Scrolls along the time while the end is held near an edge. */
function glide() {
  if (!held?.at) return;
  const {left, right, top, bottom} = seenField();
  const across = turned() ? {x: (left + right) / 2} : {y: (top + bottom) / 2};
  if (scrollNear({...held.at, ...across})) point();
  requestAnimationFrame(glide);
}

/** By Shift and an arrow key takes the end of a session in hand, and moves it by a step. */
export function stretch(id, key) {
  const session = state.sessions.get(id);
  if (session.pinned) return toast(t("pinnedNo", {title: quoted(session.title)}), "bad");
  if (!elementOf(id).querySelector(".grip")) return toast(t("lengthNo", {title: quoted(session.title)}), "bad");
  begin(id);
  press({key});
}

/** What a key does while the end is in hand. */
export function press({key}) {
  if (ENDS[key]) return ENDS[key](), true;
  const [direction] = stepsOf(key);
  if (!byKey() || !direction) return false;
  const {step} = state.board;
  aim(direction > 0 ? Math.floor(held.end / step) + 1 : Math.ceil(held.end / step) - 1);
  announce(`${sayEnd()}. ${t("resizeKeys")}`);
  held.ghost.scrollIntoView({block: turned() ? "end" : "nearest", inline: turned() ? "nearest" : "end"});
  return true;
}

/** Moves the end to a step of the board's grid, within the day that is seen. */
function aim(number) {
  const {step} = state.board;
  const {start} = held.session;
  const segment = layout().segments.find(one => one.start <= start && start < one.end);
  held.end = Math.min(Math.max(number, Math.floor(start / step) + 1), Math.floor(segment.end / step)) * step;
  show();
}

const sayEnd = () => `${state.clock.saySpan(held.session.start, held.end)} · ${sayLength(held.end - held.session.start)}`;

function show() {
  const {session, ghost, end, at, id} = held;
  const box = elementOf(id);
  for (const other of document.querySelectorAll(".session.stretched")) other.classList.remove("stretched");
  box.classList.add("stretched");
  layTo(end, ghost, box, session);
  if (!ghost.isConnected) field().append(ghost);
  hint(sayEnd());
  placeHint(at, ghost);
}

async function keep() {
  const {id, session, end} = held;
  if (end === session.end) return leave();
  release();
  const done = await change(() => api.resize(state.by, state.board.revision, id, end - session.start));
  const now = state.sessions.get(id);
  if (done && now) toast(t("resized", {title: quoted(now.title), length: sayLength(now.length), state: sayClashes()}),
    state.clashing.get(id) === "error" ? "bad" : "");
}

function leave() {
  release();
  announce(t("lengthStays"));
}

function release() {
  held.ghost.remove();
  document.querySelectorAll(".session.stretched").forEach(element => element.classList.remove("stretched"));
  held = null;
  document.body.classList.remove("resizing");
  hint("");
}

/** After the board was drawn anew under the hand: shows the same again, if the session still stands there. */
function redraw() {
  if (!held) return;
  const session = state.sessions.get(held.id);
  if (session?.start !== held.session.start || !elementOf(held.id)?.querySelector(".grip")) return leave();
  held.session = session;
  show();
}
