// A session: what it is, where it stands, what is wrong with it, where else it could go; moving it by form.

import * as api from "./api.js";
import {ownClashes} from "./clashes.js";
import {h} from "./dom.js";
import {sayDate, sayMinute} from "./clock.js";
import {sayReason} from "./hold.js";
import {count, sayLength, t} from "./i18n.js";
import {editButton, personLink} from "./people.js";
import {move, placed, sayPlace, select, state} from "./store.js";

export function drawSession(body) {
  const session = state.sessions.get(state.selected);
  body.append(facts(session), ...ownClashes(state.board.clashes.filter(clash => clash.sessions.includes(session.id))));
  if (state.board.read_only) return;
  body.append(editButton("sessions", session.id));
  if (session.pinned) return body.append(h("p", {className: "muted"}, t("pinnedNo", {title: session.title})));
  body.append(form(session), elsewhere(session));
}

function facts(session) {
  const hosted = state.board.sessions.filter(other => other.host === session.id).map(other => link(other));
  const host = state.sessions.get(session.host);
  const rows = [
    ["now", sayPlace(session) + (session.pinned ? ` · ${t("pinned")}` : "")],
    ["category", state.board.categories.find(one => one.name === session.category)?.label ?? session.category],
    ["length", session.length && sayLength(session.length)],
    ["setup", (session.setup || session.teardown) && `${sayLength(session.setup)} / ${sayLength(session.teardown)}`],
    ["attendance", session.attendance && count("person", "persons", session.attendance)],
    ["people", session.people.length && session.people.flatMap((id, place) => [place ? t("comma") : "", personLink(id), session.roles[id] ? ` (${session.roles[id]})` : ""])],
    ["told", count("person", "persons", session.told)],
    ["host", host && link(host)],
    ["hosts", hosted.length && hosted],
  ];
  return h("dl", {}, rows.filter(([, value]) => value).flatMap(([name, value]) => [h("dt", {}, t(name)), h("dd", {}, value)]));
}

const link = session => h("button", {type: "button", className: "link", onclick: () => select(session.id)}, session.title);

function form(session) {
  const {clock, board} = state;
  const at = session.start === null ? null : {day: clock.day(session.start), minute: clock.local(session.start).minute};
  const shownDay = state.day === "all" ? board.days[0].date : state.day;
  const day = choice(board.days.map(one => [one.date, sayDate(one.date)]), at?.day ?? shownDay);
  const time = h("select", {});
  const room = choice(board.rooms.map(one => [one.id, one.name]), session.room ?? board.rooms[0].id);
  const reason = h("p", {className: "reason muted", "aria-live": "polite"});
  const fillTimes = () => {
    const chosen = time.value || String(at?.minute ?? "");
    const minutes = new Set(at && at.day === day.value ? [at.minute] : []);
    for (const [start, end] of board.days.find(one => one.date === day.value).windows)
      for (let tick = Math.ceil(start / board.step) * board.step; tick < end; tick += board.step)
        minutes.add(clock.local(tick).minute);
    time.replaceChildren(...[...minutes].sort((one, other) => clock.onDay(day.value, one) - clock.onDay(day.value, other)).map(minute => h("option", {value: minute}, sayMinute(minute))));
    time.value = chosen;
    if (time.selectedIndex < 0) time.selectedIndex = 0;
  };
  fillTimes();
  const start = () => clock.onDay(day.value, Number(time.value));
  const ask = async () => {
    reason.textContent = "";
    if (start() === session.start && room.value === session.room) return;
    const found = await api.why(session.id, room.value, start()).catch(() => null);
    if (found) reason.textContent = sayReason(found);
  };
  day.addEventListener("change", fillTimes);
  for (const one of [day, time, room]) one.addEventListener("change", ask);
  const submit = event => {
    event.preventDefault();
    move({[session.id]: {room: room.value, start: start()}});
  };
  const off = h("button", {type: "button", onclick: () => move({[session.id]: null})}, t("takeOff"));
  return h("form", {className: "move-form", onsubmit: submit},
    field("day", day), field("time", time), field("room", room), reason,
    h("div", {className: "buttons"}, h("button", {type: "submit", className: "main"}, t(placed(session) ? "move" : "place")),
      placed(session) ? off : null));
}

const field = (name, control) => h("label", {className: `field-${name}`}, h("span", {}, t(name)), control);

function choice(options, chosen) {
  const select = h("select", {}, options.map(([value, text]) => h("option", {value}, text)));
  select.value = chosen;
  return select;
}

function elsewhere(session) {
  const list = h("ol", {className: "offers"});
  const note = h("p", {className: "muted", role: "status"});
  const button = h("button", {type: "button", className: "where"}, t("whereElse"));
  button.addEventListener("click", async () => {
    const chosen = button === document.activeElement;
    button.disabled = true;
    list.replaceChildren();
    note.textContent = t("looking");
    const found = await api.where(session.id).catch(problem => ({problem}));
    button.disabled = false;
    note.textContent = found.problem ? t("refused", {text: found.problem.message}) : found.places.length ? "" : t("nowhere");
    list.replaceChildren(...(found.places ?? []).map(offer => drawOffer(session, offer)));
    if (chosen && document.activeElement === document.body) (list.querySelector("button") ?? button).focus();
  });
  return h("section", {}, button, note, list);
}

function drawOffer(session, offer) {
  const {clock} = state;
  const say = ({room, start, end}) => t("at", {
    room: state.rooms.get(room)?.name ?? room, time: clock.saySpan(clock.tickOfIso(start), clock.tickOfIso(end))});
  const price = [offer.cost ? t("offerCost", {n: offer.cost > 0 ? `+${offer.cost}` : offer.cost}) : t("offerFree"),
    t("offerTold", {n: offer.told})].join(" · ");
  const apply = () => move(Object.fromEntries([
    [session.id, {room: offer.room, start: clock.tickOfIso(offer.start)}],
    ...offer.moves.map(other => [other.session, other.to && {room: other.to.room, start: clock.tickOfIso(other.to.start)}]),
  ]));
  const moves = offer.moves.map(other => h("li", {}, `${state.sessions.get(other.session)?.title ?? other.session} → ${other.to ? say(other.to) : t("notPlaced")}`));
  return h("li", {className: "offer", data: {room: offer.room, start: offer.start}},
    h("p", {}, say(offer)), h("p", {className: "muted"}, price),
    moves.length ? h("div", {}, h("p", {}, t("offerMoves")), h("ul", {}, moves)) : null,
    h("button", {type: "button", "aria-label": `${t("apply")}: ${say(offer)}`, onclick: apply}, t("apply")));
}
