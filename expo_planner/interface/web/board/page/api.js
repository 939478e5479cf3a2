// The server's addresses, and nothing else knows them.

import {current} from "./i18n.js";

/** A change or question that the server refuses; `problems` are those of the values that were sent. */
export class Refused extends Error {
  problems = [];
}

async function ask(path, options = {}) {
  const response = await fetch(path, {cache: "no-store", ...options});
  if (response.ok) return response.json();
  const text = await response.text();
  const refused = new Refused(text.trim() || String(response.status));
  try {
    Object.assign(refused, JSON.parse(text));
  } catch {
    // plain text says it itself
  }
  throw refused;
}

function address(path, query = {}) {
  return `${path}?${new URLSearchParams({...query, lang: current()})}`;
}

let known = null;

/** Asks for a board: the server tells what has changed since the one that is known here, if it knows that one, too. */
async function askBoard(path, options) {
  const before = known;
  const told = await ask(before ? address(path, {since: before.version}) : path, options);
  if (!told?.version) return told;
  known = told.from ? whole(before, told) : told;
  return known;
}

function whole(before, {from, changed = [], ...rest}) {
  const anew = new Map(changed.map(session => [session.id, session]));
  return {...before, sessions: before.sessions.map(session => anew.get(session.id) ?? session), ...rest};
}

/** Does something on the server, which mostly answers the board as it is then. */
const post = (path, body) =>
  askBoard(path, {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)});

const about = (what, id) => `/api/${what}/${encodeURIComponent(id)}`;

export const board = chosen => askBoard(known || !chosen ? "/api/board" : address("/api/board"));
export const move = (by, revision, moves) => post("/api/moves", {by, revision, moves});
const entry = (section, id) => `/api/form/${section}${id === null ? "" : `/${encodeURIComponent(id)}`}`;
export const form = (section, id) => ask(address(entry(section, id)));
export const save = (by, revision, section, id, values) => post(entry(section, id), {by, revision, ...values});
export const remove = (by, revision, section, id) => post(about(`remove/${section}`, id), {by, revision});
export const resize = (by, revision, id, length) => post(about("resize", id), {by, revision, length});
export const waive = (by, revision, waiver) => post("/api/waive", {by, revision, ...waiver});
export const unwaive = (by, revision, {rule, sessions}) => post("/api/unwaive", {by, revision, rule, sessions});
export const decide = (by, number, keep) => post(about("conflicts", number), {by, keep});
export const undo = by => post("/api/undo", {by});
export const redo = by => post("/api/redo", {by});
export const shade = id => ask(address(about("shade", id)));
export const why = (id, room, start) => ask(address(about("why", id), {room, start}));
export const where = id => ask(address(about("where", id), {top: 5}));
export const history = () => ask(address("/api/history"));
export const job = () => ask(address("/api/job"));
export const startJob = (by, wish) => post("/api/job", {by, ...wish});
export const stopJob = by => post("/api/job/stop", {by});
export const dismissJob = by => post("/api/job/dismiss", {by});
export const acceptJob = (by, revision, number, sessions) => post("/api/job/accept", {by, revision, number, sessions});
export const takeWay = (by, revision, number, way) => post("/api/job/way", {by, revision, number, way});
export const changes = since => ask(address("/api/changes", {since}));
export const release = () => ask(address("/api/release"));
export const publish = (by, revision) => post("/api/release", {by, revision});
export const screen = (room, query) => ask(`${about("now", room)}?${query}`);
export const screens = query => ask(`/api/now?${query}`);
export const events = () => new EventSource(address("/api/events"));
