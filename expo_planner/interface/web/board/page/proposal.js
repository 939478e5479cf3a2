// What came of a computation: how good it is, what moves, who is told; or why there is none, and the ways out.

import {$, h} from "./dom.js";
import {openMoves} from "./ghosts.js";
import {count, sentence, t} from "./i18n.js";
import {accept, dismiss, job, takeWay} from "./job.js";
import {chooseDay, outline, state} from "./store.js";
import {reveal, revealProposed} from "./timeline.js";

/** Draws the result; `taken` is called once all of it was accepted. */
export function drawProposal(body, taken) {
  const {result, kind} = job();
  const moves = [...openMoves().values()];
  body.append(h("p", {className: `verdict ${found() ? "good" : "bad"}`}, sayOutcome()));
  if (kind !== "explain" && found() && !moves.length) body.append(h("p", {}, t("nothingToMove")));
  const all = async () => {
    if (!await accept(null)) return;
    taken?.();
    dismiss();
  };
  body.append(h("div", {className: "buttons"},
    mayAccept(moves) ? h("button", {type: "button", className: "main editing", onclick: all}, moves.length ? t("acceptAll", {n: moves.length}) : t("adopt")) : null,
    h("button", {type: "button", className: "editing", onclick: dismiss}, t("dismiss"))));
  for (const [name, items, draw] of [
    ["alsoWritten", result?.fields, text => h("li", {}, h("p", {className: "clash move"}, sentence(text)))],
    ["lost", result?.left_out, drawLost],
    ["proposedMoves", moves, drawMove],
    ["toTell", result?.notice, drawNotice],
    ["contradictions", result?.conflicts, drawConflict],
    ["waysOut", result?.ways, drawWay],
  ]) body.append(...list(name, items, draw));
}

const found = () => ["optimal", "feasible"].includes(job().result?.status);

/** Whether every session stands as proposed, so that there is nothing more to tell. */
export const isTaken = () => job().kind === "solve" && found() && !openMoves().size;

/** A repair may be more than its moves: accepting it also writes what happened into the scenario. */
const mayAccept = moves => found() && (moves.length > 0 || job().result.fields.length > 0);

/** How it ended, with its price. */
export function sayOutcome() {
  const {kind, message, result} = job();
  const price = found() && {solve: () => t("cost", {n: result.cost}), repair: () => sayTold(result.told)}[kind]?.();
  return [price, message].filter(Boolean).map(sentence).join(" · ");
}

export const sayTold = told => (told ? t("mustTell", {people: count("person", "persons", told)}) : t("nobodyToTell"));

export const list = (name, items, draw) => (items?.length
  ? [h("h3", {}, `${t(name)} (${items.length})`), h("ul", {className: `clashes ${name}`}, items.map(draw))] : []);

const titleOf = id => state.sessions.get(id)?.title ?? id;

/** What becomes of a session, which is shown on the board when it is chosen. */
export const moveButton = ({session, message, told}) => h("button", {type: "button", className: "clash move", onclick: () => show(session)},
  h("strong", {}, titleOf(session)), h("span", {}, sentence(message)), told ? h("span", {className: "muted"}, t("offerTold", {n: told})) : null);

const drawMove = move => h("li", {data: {id: move.session}}, moveButton(move), h("button", {
  type: "button", className: "editing", "aria-label": `${t("adopt")}: ${titleOf(move.session)}`, onclick: () => accept([move.session])}, t("adopt")));

const drawLost = ({session, message}) =>
  h("li", {}, h("p", {className: "clash"}, h("strong", {}, titleOf(session)), h("span", {}, sentence(message))));

export const drawNotice = ({person, sessions}) =>
  h("li", {}, h("p", {className: "clash move"}, h("strong", {}, person), sessions.map(text => h("span", {}, text))));

const drawConflict = demands => h("li", {}, h("ul", {className: "clash"}, demands.map(({message, where}) =>
  h("li", {}, sentence(message), where.map(place => h("code", {className: "muted"}, place))))));

function drawWay({number, message, cost, applicable}) {
  return h("li", {}, h("p", {className: "clash move"}, h("span", {}, sentence(message)), cost ? h("span", {className: "muted"}, t("offerCost", {n: `+${cost}`})) : null),
    applicable ? h("button", {type: "button", className: "editing", "aria-label": `${t("apply")}: ${message}`, onclick: async () => await takeWay(number) && dismiss()}, t("apply")) : null);
}

/** Shows a session on the board, and where it would go; on a phone the panel makes way. */
function show(id) {
  if (matchMedia("(max-width: 700px)").matches) $("side").querySelector(".close").click();
  outline([id]);
  const shown = revealProposed(id, openMoves().get(id)?.after, chooseDay) ?? reveal(id, chooseDay);
  if (!shown) $("unplaced").querySelector(`[data-id="${CSS.escape(id)}"]`)?.scrollIntoView({block: "center"});
}
