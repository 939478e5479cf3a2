// The screen at a room's door: what is on now and what is next, by the board and by the clock.
// While the server is away it goes on with what it knows. Without a room, the list of all screens.

import * as api from "./api.js";
import {Clock, sayDate, sayMinute} from "./clock.js";
import {$, h} from "./dom.js";
import {current, speak, t} from "./i18n.js";

const AGAIN = 3000;
const OFTEN = 20000;
const MINUTE = 60000;
const query = new URLSearchParams(location.search);
const room = decodeURIComponent(location.pathname.replace(/^\/now\/?/, ""));
let known = null;
let clock = null;
let ahead = null;
let trouble = "";
let drawn = "";

async function load() {
  try {
    take(await (room ? api.screen(room, query) : api.screens(query)));
    trouble = "";
  } catch (problem) {
    if (problem instanceof api.Refused) trouble = problem.message;
    else lost();
  }
  draw();
}

/** Takes what the server says; in a rehearsal the clock is set once, else always, since the screen's own may be wrong. */
function take(found) {
  known = found;
  speak(known.language);
  clock = new Clock(known.timezone, known.first, known.day_change);
  if (ahead === null || !query.has("at")) ahead = Date.parse(known.now_iso) - Date.now();
}

function lost() {
  trouble ||= known ? t("asOf", {time: sayTime(minuteNow())}) : t("gone");
}

function listen() {
  const source = api.events();
  source.addEventListener("open", load);
  source.addEventListener("board", load);
  source.addEventListener("error", () => {
    lost();
    draw();
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN);
  });
}

const minuteNow = () => Math.floor((Date.now() + ahead - clock.origin) / MINUTE);
const sayTime = tick => sayMinute(clock.local(tick).minute);
const saySpan = ({start, end}) =>
  end - start > 1440 ? clock.saySpan(start, end) : `${sayTime(start)}–${sayMinute(clock.localEnd(end).minute)}`;

/** Draws anew what has changed: a session begins or ends, a programme goes on, the board is another. */
function draw() {
  $("status").textContent = trouble || (query.has("at") && known ? t("rehearsal") : "");
  if (!known) return;
  const tick = minuteNow();
  const {date, minute} = clock.local(tick);
  $("time").textContent = sayMinute(minute);
  $("date").textContent = sayDate(date);
  $("expo").textContent = known.expo;
  const view = known.rooms ? known.rooms : seenAt(tick);
  const key = JSON.stringify([view, current(), innerWidth, innerHeight]);
  if (key === drawn) return;
  drawn = key;
  const name = known.rooms ? t("screens") : known.room.name;
  $("room").textContent = name;
  document.title = `${name} · ${known.expo}`;
  $("screen").replaceChildren(...(known.rooms ? [drawRooms()] : [drawNow(view), drawNext(view)]));
  for (const part of $("screen").children) fit(part);
}

/** What is on, with what still comes of its programme, and what is next: today, else on the next day with a session. */
function seenAt(tick) {
  const today = clock.day(tick);
  const on = known.sessions.filter(({start, end}) => start <= tick && tick < end);
  const later = known.sessions.filter(({start}) => start > tick);
  const day = later.length ? clock.day(later[0].start) : null;
  return {
    now: on.map(session => ({...session, items: session.items.filter(({end}) => end > tick)
      .map(item => ({...item, on: item.start <= tick}))})),
    next: later.filter(({start}) => clock.day(start) === day), day, today: day === today,
    quiet: on.length ? "" : sayQuiet(tick, later, day === today),
  };
}

function sayQuiet(tick, later, today) {
  if (tick < known.begins) return t("begins", {date: sayDate(clock.local(known.begins).date), time: sayTime(known.begins)});
  if (tick >= known.ends && !later.length) return t("ended");
  if (!later.length) return t("nothingMore");
  return today ? t("quietUntil", {time: sayTime(later[0].start)}) : t("nothingToday");
}

function drawNow({now, quiet}) {
  const part = h("section", {className: `now ${now.length > 3 ? "many" : now.length > 1 ? "several" : ""}`, "aria-live": "polite"});
  if (quiet) part.append(h("p", {className: "quiet"}, quiet));
  else part.append(h("h2", {}, t("onNow")), ...now.map(drawSession));
  return part;
}

function drawSession(session) {
  const facts = [saySpan(session), session.category, session.room].filter(Boolean).join(" · ");
  const box = h("article", {}, h("p", {className: "facts"}, facts), h("h3", {}, session.title), drawPeople(session.people),
    session.items.length ? h("ul", {className: "items"}, session.items.map(drawItem)) : null);
  box.style.setProperty("--color", session.color ?? "gray");
  return box;
}

const drawItem = item => h("li", {className: item.on ? "on" : ""}, h("span", {className: "time"}, saySpan(item)),
  h("div", {}, h("p", {className: "title"}, item.title), drawPeople(item.people)));

const drawPeople = people => (people.length ? h("p", {className: "people"}, people.flatMap(({name, role}) =>
  h("span", {}, name, role ? h("span", {className: "role"}, ` ${role}`) : null))) : null);

function drawNext({next, day, today}) {
  const part = h("section", {className: "next"});
  if (!next.length) return h("section", {className: "next", hidden: true});
  part.append(h("h2", {}, today ? t("onNext") : sayDate(day)), h("ol", {}, next.map(session => {
    const row = h("li", {}, h("p", {className: "time"}, saySpan(session)), h("p", {className: "title"}, session.title),
      session.room ? h("p", {className: "facts"}, session.room) : null,
      drawPeople(session.people.map(({name}) => ({name}))));
    row.style.setProperty("--color", session.color ?? "gray");
    return row;
  })));
  return part;
}

function drawRooms() {
  const rest = query.size ? `?${query}` : "";
  return h("section", {className: "rooms"}, h("ul", {}, known.rooms.map(({id, name, site}) =>
    h("li", {}, h("a", {href: `/now/${encodeURIComponent(id)}${rest}`}, name), site && site !== name ? h("span", {className: "role"}, site) : null))));
}

/** Leaves out the last rows where not all can be seen: nobody scrolls a screen at a door. Phones scroll instead. */
function fit(part) {
  if (getComputedStyle(part).overflowY !== "hidden") return;
  const rows = [...part.querySelectorAll("li, article")];
  const sessions = rows.filter(row => !row.closest(".items"));
  const more = h("p", {className: "facts"});
  while (part.scrollHeight > part.clientHeight + 1 && rows.length > 1) {
    rows.pop().remove();
    const left = sessions.filter(session => !session.isConnected).length;
    if (!left) continue;
    more.textContent = t("andMore", {n: left});
    part.append(more);
  }
}

if (query.has("lang")) speak(query.get("lang"));
load();
if (room) listen();
setInterval(draw, 1000);
setInterval(load, OFTEN); // since a network that goes away in silence ends no stream of events
addEventListener("resize", draw);
