// Repairing after a change: what happened, as a list that people add to, by form or by drawing on the board.

import {h} from "./dom.js";
import {sayDate, sayMinute} from "./clock.js";
import {t} from "./i18n.js";
import {start} from "./job.js";
import {drawJob, overwrites, timeLimit} from "./solve.js";
import {placed, state} from "./store.js";
import * as windows from "./windows.js";

const KINDS = ["close", "away", "drop", "freeze"];
const asked = {close: [], away: [], drop: [], freeze: [], most: "", time_limit: 60};
const next = {kind: "close", id: "", from: null, until: null};

export function drawRepair(body) {
  if (drawJob(body, "repair", forget)) drawForm(body);
  else windows.show([]);
}

function drawForm(body, focus) {
  const again = name => drawForm(body, name);
  const problem = h("p", {className: "reason", role: "alert"});
  const most = h("input", {type: "number", min: 0, value: asked.most, oninput: () => (asked.most = most.value)});
  body.replaceChildren(h("form", {className: "task-form repair-form", noValidate: true, onsubmit: event => {
    event.preventDefault();
    if (begun(body) && !add()) return void (problem.textContent = t("incomplete"));
    const {most: number, ...wish} = asked;
    start({kind: "repair", ...wish, most: number === "" ? null : Number(number)});
  }},
  drawAsked(again),
  h("fieldset", {}, h("legend", {}, t("whatHappened")), drawNext(again), problem,
    h("button", {type: "button", name: "add", onclick: () => (add() ? again("add") : (problem.textContent = t("incomplete")))}, t("add"))),
  h("label", {}, h("span", {}, t("most")), most), timeLimit(asked), overwrites(),
  h("button", {type: "submit", className: "main"}, t("repairStart"))));
  if (focus) body.querySelector(`[name="${focus}"]`)?.focus();
  showWindows(again);
}

const timed = () => next.kind !== "drop";
const begun = body => Boolean(next.id || next.from !== null || next.until !== null || body.querySelector("[aria-invalid=true]"));
const complete = () => (next.kind === "freeze" || next.id !== "") && (!timed() || (next.from !== null && next.until !== null && next.from < next.until));

/** Once a repair was accepted, what happened is in the scenario. */
const forget = () => Object.assign(asked, {close: [], away: [], drop: [], freeze: [], most: ""});

/** What is in the form, as the server takes it. */
function entry() {
  const span = {start: next.from, end: next.until};
  return {close: {room: next.id, ...span}, away: {person: next.id, ...span}, drop: next.id, freeze: span}[next.kind];
}

/** Adds what is in the form to what happened; false where something is missing. */
function add() {
  if (!complete()) return false;
  asked[next.kind].push(entry());
  Object.assign(next, {id: "", from: null, until: null});
  return true;
}

function say(kind, one) {
  const time = one.start === undefined ? "" : state.clock.saySpan(one.start, one.end);
  const name = {
    close: () => state.rooms.get(one.room)?.name ?? one.room,
    away: () => state.board.people.find(({id}) => id === one.person)?.name ?? one.person,
    drop: () => state.sessions.get(one)?.title ?? one,
    freeze: () => "",
  }[kind]();
  return t(`${kind}Said`, {name, time});
}

function drawAsked(again) {
  const items = KINDS.flatMap(kind => asked[kind].map((one, number) => {
    const text = say(kind, one);
    const remove = () => {
      asked[kind].splice(number, 1);
      again("add");
    };
    return h("li", {}, h("span", {}, text), h("button", {type: "button", className: "quiet", "aria-label": `${t("removeNow")}: ${text}`, onclick: remove}, "✕"));
  }));
  return items.length ? h("ul", {className: "asked"}, items) : null;
}

function drawNext(again) {
  const kind = choice("kind", KINDS.map(name => [name, t(name === "close" ? "closeRoom" : name)]), next.kind, value => {
    Object.assign(next, {kind: value, id: ""});
    again("kind");
  });
  const options = {
    close: () => state.board.rooms.map(({id, name}) => [id, name]),
    away: () => state.board.people.map(({id, name}) => [id, name]),
    drop: () => state.board.sessions.filter(placed).map(({id, title}) => [id, title]),
  }[next.kind]?.();
  const which = options && choice("which", [["", t("choose")], ...options], next.id, value => (next.id = value));
  return [
    h("label", {}, h("span", {className: "unseen"}, t("whatHappened")), kind),
    which && h("label", {}, h("span", {}, t({close: "room", away: "whoIsAway", drop: "whichSession"}[next.kind])), which),
    timed() ? drawTimes(again) : null,
  ].flat();
}

/** From and until: a day and a time each. */
function drawTimes(again) {
  const {clock, board} = state;
  const days = board.days.map(({date}) => [date, sayDate(date)]);
  const shownDay = state.day === "all" ? board.days[0].date : state.day;
  const row = (name, local) => {
    const at = next[name] === null ? null : local(next[name]);
    const day = choice(`${name}Day`, days, at ? clock.dayOf(at) : shownDay, () => set());
    const time = h("input", {type: "text", name, inputMode: "numeric", placeholder: "09:00", autocomplete: "off",
      value: at ? sayMinute(at.minute) : "", onchange: () => set(), "aria-label": `${t(name)}: ${t("time")}`});
    const set = () => {
      const minute = minuteOf(time.value);
      time.setAttribute("aria-invalid", String(time.value !== "" && minute === null));
      next[name] = minute === null ? null : clock.onDay(day.value, minute);
      showWindows(again);
    };
    day.setAttribute("aria-label", `${t(name)}: ${t("day")}`);
    return h("div", {className: "time-row", role: "group", "aria-label": t(name)}, h("span", {className: "muted"}, t(name)), day, time);
  };
  return [row("from", tick => clock.local(tick)), row("until", tick => clock.localEnd(tick)),
    h("p", {className: "muted by-mouse"}, t(next.kind === "close" ? "drawInRow" : "drawThrough"))];
}

/** The minute of the day that a text says: 9:00, 09:00, 0900 or 9; null where it says none. */
function minuteOf(text) {
  const found = /^\s*(\d{1,2})(?:[:：.]?(\d{2}))?\s*$/.exec(text);
  const minute = found && Number(found[1]) * 60 + Number(found[2] ?? 0);
  return found && minute <= 1440 && Number(found[2] ?? 0) < 60 ? minute : null;
}

function choice(name, options, chosen, onchange) {
  const select = h("select", {name, onchange: () => onchange(select.value)}, options.map(([value, text]) => h("option", {value}, text)));
  select.value = chosen;
  return select;
}

/** On the board, what the form holds; what is drawn there comes into the form. */
function showWindows(again) {
  const {close, away, freeze} = asked;
  const whole = timed() && next.from !== null && next.until !== null && next.from < next.until;
  const own = whole ? [{room: next.kind === "close" ? next.id || null : null, start: next.from, end: next.until}] : [];
  windows.show([...close, ...[...away, ...freeze].map(({start: from, end}) => ({room: null, start: from, end})), ...own], timed() ? {
    throughAll: () => next.kind !== "close",
    take({room, start: from, end}) {
      Object.assign(next, {from, until: end, ...(next.kind === "close" ? {id: room} : {})});
      again("add");
    },
  } : null);
}
