// The server's addresses, and nothing else knows them.

import {current} from "./i18n.js";

export class Refused extends Error {}

async function ask(path, options = {}) {
  const response = await fetch(path, {cache: "no-store", ...options});
  if (response.ok) return response.json();
  const text = await response.text();
  let message = text.trim();
  try {
    message = JSON.parse(text).message ?? message;
  } catch {
    // plain text says it itself
  }
  throw new Refused(message || String(response.status));
}

function address(path, query = {}) {
  return `${path}?${new URLSearchParams({...query, lang: current()})}`;
}

const post = (path, body) =>
  ask(address(path), {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)});

const about = (what, id) => `/api/${what}/${encodeURIComponent(id)}`;

export const board = chosen => ask(chosen ? address("/api/board") : "/api/board");
export const move = (by, revision, moves) => post("/api/moves", {by, revision, moves});
export const undo = by => post("/api/undo", {by});
export const redo = by => post("/api/redo", {by});
export const shade = id => ask(address(about("shade", id)));
export const why = (id, room, start) => ask(address(about("why", id), {room, start}));
export const where = id => ask(address(about("where", id), {top: 5}));
export const history = () => ask(address("/api/history"));
export const events = () => new EventSource(address("/api/events"));
