// The board as the server last told it, and what this window has chosen. Listeners are called after every change.

import * as api from "./api.js";
import {banner, toast} from "./dom.js";
import {Clock} from "./clock.js";
import {count, quoted, speak, t} from "./i18n.js";

export const state = {
  board: null, clock: null, sessions: new Map(), rooms: new Map(), people: new Map(), colors: new Map(), clashing: new Map(),
  day: null, panel: null, about: null, selected: null, outlined: new Set(), by: "", notice: null,
  said: "", drawing: 0,
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
  if (!state.board) speak(board.language);
  state.board = board;
  state.drawing += 1;
  state.said = board.language;
  const [{date}] = board.days;
  const shown = state.clock;
  if (shown?.timezone !== board.timezone || shown.first !== date || shown.dayChange !== board.day_change)
    state.clock = new Clock(board.timezone, date, board.day_change);
  state.sessions = new Map(board.sessions.map(session => [session.id, session]));
  state.rooms = new Map(board.rooms.map(room => [room.id, room]));
  state.people = new Map(board.people.map(person => [person.id, person]));
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
    state.clock.day(session.start) === day.date).length]);
  return busy.reduce((best, other) => (other[1] > best[1] ? other : best))[0].date;
};

export async function refresh(anew = false) {
  const chosen = recall("language");
  if (!state.board && chosen) speak(chosen);
  take(await api.board(state.board || chosen), anew);
}

export function chooseDay(day) {
  state.day = day;
  remember("day", day);
  changed();
}

/** Selects a session, and shows it beside the board. */
export function select(id, outlined = [], panel = "session") {
  Object.assign(state, {panel: id && panel, about: null, selected: id, outlined: new Set(outlined)});
  changed();
}

/** Marks sessions on the board, and leaves what is shown beside it. */
export function outline(ids) {
  state.outlined = new Set(ids);
  changed();
}

/** Shows something else beside the board, or nothing; `about` is an id, or the {section, id} of a form. */
export function show(panel, about = null) {
  const selected = about?.section === "sessions" ? about.id : null;
  Object.assign(state, {panel, about, selected, outlined: new Set()});
  changed();
}

/** Opens the form of a session, room or person; of a new one without an id. */
export const edit = (section, id = null) => show("form", {section, id});

export const placed = session => session.room !== null && session.start !== null;

/** How long a session lasts; an hour as long as nobody knows. */
export const lengthOf = session => session.length ?? (placed(session) ? session.end - session.start : 60);

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

let doing = null;

/** Waits for what this window is changing. */
export const settled = () => doing;

/** Does a change on the server and takes the board that it answers; false, with its reason told, if it is refused. */
export const change = (ask, refuse = sayRefused) => (doing = carryOut(ask, refuse));

async function carryOut(ask, refuse) {
  try {
    take(await ask());
    return true;
  } catch (problem) {
    if (problem instanceof api.Refused) refuse(problem);
    else toast(t("gone"), "bad");
    return false;
  }
}

function sayRefused({message, problems: [first, ...rest]}) {
  const text = rest.length ? t("more", {text: first.message, n: rest.length}) : first?.message ?? message;
  toast(t("refused", {text}), "bad");
}

/** Moves sessions, by id, to {room, start}, or off the board where null; says what came of the first.
 *  They stand there at once; what that breaks is known when the server has answered. */
export async function move(moves) {
  const [id, target] = Object.entries(moves)[0];
  const before = state.board;
  const answered = change(() => api.move(state.by, before.revision, moves));
  const expected = {...before, sessions: before.sessions.map(session => (session.id in moves ? placedAt(session, moves[session.id]) : session))};
  take(expected);
  const done = await answered;
  if (!done && state.board === expected) take(before);
  const session = state.sessions.get(id);
  if (done && state.board.notice) toast(state.board.notice, "bad");
  if (done && session) {
    const title = quoted(session.title);
    toast(target ? t("dropped", {title, place: sayPlace(session), state: sayClashes()}) : t("off", {title}),
      state.clashing.get(id) === "error" ? "bad" : "");
  }
  return done;
}

function placedAt(session, target) {
  if (!target) return {...session, room: null, start: null, end: null};
  return {...session, ...target, end: target.start + lengthOf(session)};
}

export const undo = () => state.board.undo && change(() => api.undo(state.by));
export const redo = () => state.board.redo && change(() => api.redo(state.by));
