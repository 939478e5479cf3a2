// The board as the server last told it, and what this window has chosen. Listeners are called after every change.

import * as api from "./api.js";
import {banner, toast} from "./dom.js";
import {Clock} from "./clock.js";
import {count, current, quoted, speak, t} from "./i18n.js";

export const state = {
  board: null, clock: null, sessions: new Map(), rooms: new Map(), colors: new Map(), clashing: new Map(),
  day: null, selected: null, outlined: new Set(), busy: 0, by: "", notice: null,
  said: "",
};

const listeners = [];
export const onChange = listener => listeners.push(listener);
export const changed = () => listeners.forEach(listener => listener());

const KEPT = "expo-planner";
const remembered = (() => {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "{}");
  } catch {
    return {};
  }
})();

export const recall = name => remembered[name];

export function remember(name, value) {
  remembered[name] = value;
  try {
    localStorage.setItem(KEPT, JSON.stringify(remembered));
  } catch {
    // a window that may keep nothing asks again next time
  }
}

/** Takes a board document; an older one than that shown is let go, unless the server itself may be another. */
export function take(board, anew = false) {
  if (state.board && !anew && board.revision < state.board.revision) return;
  if (!state.board) speak(recall("language") ?? board.language);
  state.board = board;
  state.said = current();
  const [{date}] = board.days;
  if (state.clock?.timezone !== board.timezone || state.clock.first !== date) state.clock = new Clock(board.timezone, date);
  state.sessions = new Map(board.sessions.map(session => [session.id, session]));
  state.rooms = new Map(board.rooms.map(room => [room.id, room]));
  state.colors = new Map(board.categories.map(category => [category.name, category.color]));
  state.clashing = new Map();
  for (const clash of board.clashes)
    if (!clash.waived)
      for (const id of clash.sessions)
        if (state.clashing.get(id) !== "error") state.clashing.set(id, clash.severity);
  if (state.selected && !state.sessions.has(state.selected)) state.selected = null;
  if (state.day !== "all" && !board.days.some(day => day.date === state.day)) state.day = firstDay(board);
  if (board.notice !== state.notice) banner("notice", board.notice, t("close"));
  state.notice = board.notice;
  changed();
}

const firstDay = board => {
  const kept = recall("day");
  if (kept === "all" || board.days.some(day => day.date === kept)) return kept;
  const busy = board.days.map(day => [day, board.sessions.filter(session => session.start !== null &&
    state.clock.local(session.start).date === day.date).length]);
  return busy.reduce((best, other) => (other[1] > best[1] ? other : best))[0].date;
};

export async function refresh(anew = false) {
  take(await api.board(state.board || recall("language")), anew);
}

export function chooseDay(day) {
  state.day = day;
  remember("day", day);
  changed();
}

export function select(id, outlined = []) {
  state.selected = id;
  state.outlined = new Set(outlined);
  changed();
}

export const placed = session => session.room !== null && session.start !== null;

/** Where a session stands, in words. */
export function sayPlace(session) {
  if (!placed(session)) return t("notPlaced");
  return t("at", {room: state.rooms.get(session.room).name, time: state.clock.saySpan(session.start, session.end)});
}

/** The counts of the clashes, in words. */
export function sayClashes() {
  const {errors, warnings, waived} = state.board;
  const parts = [];
  if (errors) parts.push(count("error", "errors", errors));
  if (warnings) parts.push(count("warning", "warnings", warnings));
  if (!parts.length) parts.push(t("fine"));
  if (waived) parts.push(t("waived", {n: waived}));
  return parts.join(" · ");
}

/** Does a change on the server and takes the board that it answers; false, with its reason told, if it is refused. */
export async function change(ask) {
  state.busy += 1;
  try {
    take(await ask());
    return true;
  } catch (problem) {
    toast(problem instanceof api.Refused ? t("refused", {text: problem.message}) : t("gone"), "bad");
    return false;
  } finally {
    state.busy -= 1;
  }
}

/** Moves sessions, by id, to {room, start}, or off the board where null; says what came of the first. */
export async function move(moves) {
  const [id, target] = Object.entries(moves)[0];
  const done = await change(() => api.move(state.by, state.board.revision, moves));
  const session = state.sessions.get(id);
  if (done && state.board.notice) toast(state.board.notice, "bad");
  if (done && session) {
    const title = quoted(session.title);
    toast(target ? t("dropped", {title, place: sayPlace(session), state: sayClashes()}) : t("off", {title}),
      state.clashing.get(id) === "error" ? "bad" : "");
  }
  return done;
}

export const undo = () => state.board.undo && change(() => api.undo(state.by));
export const redo = () => state.board.redo && change(() => api.redo(state.by));
