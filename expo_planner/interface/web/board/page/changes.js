// What changed since the board was opened and since the last release, and who has to hear of it.

import * as api from "./api.js";
import {h} from "./dom.js";
import {count, sentence, t} from "./i18n.js";
import {drawNotice, list, moveButton, sayTold} from "./proposal.js";

export async function drawChanges(body) {
  const found = await Promise.all(["release", "opening"].map(since => api.changes(since).catch(problem => ({problem}))));
  if (body.isConnected) body.append(...found.flatMap(drawSince));
}

function drawSince({problem, since, ...changes}) {
  if (problem) return [h("p", {className: "muted"}, problem.message)];
  if (since === null) return [h("h3", {}, t("noRelease"))];
  return [h("h3", {}, sentence(since)), ...drawMoves(changes)];
}

/** Some moves, each of which shows its session, and what each person is told. */
export function drawMoves({moves, told, notice}) {
  if (!moves.length) return [h("p", {}, t("nothingChanged"))];
  return [
    h("p", {}, `${count("oneMove", "manyMoves", moves.length)} · ${sayTold(told)}`),
    h("ul", {className: "clashes"}, moves.map(move => h("li", {}, moveButton(move)))),
    ...list("toTell", notice, drawNotice),
  ];
}
