// A session in hand, by pointer or by keyboard: the cost of every place is shaded, the reason at the chosen one told.

import * as api from "./api.js";
import {lay, onScreen} from "./axes.js";
import {$, announce, h, place, toast} from "./dom.js";
import {hint, placeHint} from "./hint.js";
import {quoted, t} from "./i18n.js";
import {chooseDay, lengthOf, move, placed, state} from "./store.js";
import {elementOf, field, layout, spotOf} from "./timeline.js";

const LEVELS = ["free", "wish", "must", "never"];
const WAIT = 80;
let held = null;
let asking = 0;

export const holding = () => held;

/** Picks a session up; false where it may not be moved. */
export function pick(id, element) {
  const session = state.sessions.get(id);
  if (state.board.read_only || held) return false;
  if (session.pinned) {
    element?.animate([0, -5, 5, -3, 3, 0].map(x => ({transform: `translateX(${x}px)`})), 300);
    toast(t("pinnedNo", {title: quoted(session.title)}), "bad");
    return false;
  }
  const ghost = h("div", {className: "ghost", hidden: true}, h("span", {}, session.title));
  ghost.style.setProperty("--color", state.colors.get(session.category) ?? "gray");
  held = {id, session, ghost, target: null, shade: null, day: state.day, plan: layout(), revision: state.board.revision, ready: null};
  document.body.classList.add("holding");
  for (const other of document.querySelectorAll(`.session[data-id="${CSS.escape(id)}"]`)) other.classList.add("held");
  field().append(ghost);
  showLegend();
  held.ready = learn();
  return true;
}

/** Asks what every place would break. */
async function learn() {
  const mine = held;
  const shade = await api.shade(mine.id).catch(() => null);
  if (held !== mine || !shade) return;
  held.shade = {...shade, level: shade.level.map(digits => Array.from(digits, Number))};
  paint();
  if (held.target) aim(held.target, held.at);
}

/** The start nearest to a tick that the grid allows. */
export function snap(tick) {
  const starts = held.shade?.starts;
  const {step} = state.board;
  if (!starts?.length) return Math.round(tick / step) * step;
  return starts.reduce((best, start) => (Math.abs(start - tick) < Math.abs(best - tick) ? start : best));
}

function levelAt(room, start) {
  const {shade} = held;
  const row = shade?.rooms.indexOf(room) ?? -1;
  const column = shade?.starts.indexOf(start) ?? -1;
  return row < 0 || column < 0 ? null : shade.level[row][column];
}

/** Aims at {room, start}, at the tray, or at nothing; `at` is the pointer, where the hint stands. */
export function aim(target, at = null) {
  const same = target && held.target && target.tray === held.target.tray && target.room === held.target.room && target.start === held.target.start;
  if (!same) held.target = target;
  held.at = at;
  $("tray").classList.toggle("aimed", Boolean(target?.tray));
  const spot = target?.room ? spotOf(target.room, target.start, target.start + lengthOf(held.session)) : null;
  held.ghost.hidden = !spot;
  if (!held.ghost.isConnected) field().append(held.ghost);
  if (spot) lay(held.ghost, spot);
  const level = target?.room ? levelAt(target.room, target.start) : null;
  held.ghost.dataset.level = LEVELS[level] ?? "";
  if (same) return placeHint(held.at, held.ghost);
  clearTimeout(asking);
  const what = target?.tray ? t("toTray") : target ? sayTarget(target) : "";
  hint(what, level === null ? "" : t(LEVELS[level]));
  if (target?.room) asking = setTimeout(() => explain(held, target), WAIT);
  placeHint(held.at, held.ghost);
}

export function sayTarget({room, start}) {
  return t("at", {room: state.rooms.get(room).name, time: state.clock.saySpan(start, start + lengthOf(held.session))});
}

async function explain(mine, target) {
  const found = await api.why(mine.id, target.room, target.start).catch(() => null);
  if (!found || held !== mine || held.target !== target) return;
  hint(sayTarget(target), sayReason(found));
  placeHint(held.at, held.ghost);
  if (mine.keyboard) announce(`${sayTarget(target)}. ${sayReason(found)}`);
}

/** What a place would break, in one sentence. */
export function sayReason({messages, cost}) {
  const [first, ...rest] = messages.map(message => message.message ?? message);
  if (first) return rest.length ? t("more", {text: first, n: rest.length}) : first;
  return cost > 0 ? `${t("freeHere")} ${t("offerCost", {n: `+${cost}`})}` : t("freeHere");
}

export async function drop() {
  const {id, session, target} = held;
  release();
  const stays = !target || (target.tray ? !placed(session) : target.room === session.room && target.start === session.start);
  if (stays) return announce(t("cancelled"));
  await move({[id]: target.tray ? null : {room: target.room, start: target.start}});
  const element = elementOf(id);
  if (document.activeElement !== element) element?.focus({preventScroll: true});
}

export function cancel() {
  if (!held) return;
  const {id, day} = held;
  release();
  if (state.day !== day) chooseDay(day);
  announce(t("cancelled"));
  elementOf(id)?.focus({preventScroll: true});
}

function release() {
  clearTimeout(asking);
  held.ghost.remove();
  held = null;
  document.body.classList.remove("holding");
  document.querySelectorAll(".session.held").forEach(element => element.classList.remove("held"));
  document.querySelectorAll("canvas.shade").forEach(canvas => canvas.remove());
  $("tray").classList.remove("aimed");
  hint("");
  $("shades").hidden = true;
}

/** Shades each room and start by what it would break, beneath the sessions. */
function paint() {
  document.querySelectorAll("canvas.shade").forEach(canvas => canvas.remove());
  const {shade} = held;
  if (!shade) return;
  const plan = layout();
  const {width, height} = onScreen({width: plan.width, height: plan.height});
  const canvas = h("canvas", {className: "shade", width, height, "aria-hidden": "true"});
  const pen = canvas.getContext("2d");
  const styles = getComputedStyle(document.body);
  const colors = LEVELS.map(level => styles.getPropertyValue(`--${level}`));
  const wide = state.board.step * plan.minutePixels;
  const number = new Map(shade.rooms.map((room, place) => [room, place]));
  for (const segment of plan.segments) {
    shade.starts.forEach((start, column) => {
      if (start < segment.start || start >= segment.end) return;
      const left = segment.left + (start - segment.start) * plan.minutePixels;
      for (const row of plan.rows) {
        const level = row.room && shade.level[number.get(row.room.id)]?.[column];
        if (level === undefined || level === null) continue;
        pen.fillStyle = colors[level];
        const box = onScreen({left: left + 0.5, top: row.top + 0.5, width: wide - 1, height: row.height - 1});
        pen.fillRect(box.left, box.top, box.width, box.height);
      }
    });
  }
  field().prepend(canvas);
}

function showLegend() {
  $("shades").replaceChildren(...LEVELS.map(level => h("span", {className: `swatch ${level}`}, t(level))));
  $("shades").hidden = false;
}

/** After the board was drawn anew under the hand: shows the same again. */
export function redraw() {
  if (!held || held.plan === layout()) return;
  held.plan = layout();
  for (const other of document.querySelectorAll(`.session[data-id="${CSS.escape(held.id)}"]`)) other.classList.add("held");
  field().append(held.ghost);
  paint();
  if (held.target) aim(held.target, held.at);
  if (held.revision === state.board.revision) return;
  held.revision = state.board.revision;
  learn();
}

