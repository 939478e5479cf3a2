// What a computation proposes, on the board: a dashed box where a session would stand, and a line from where it stands.

import {alongAcross} from "./axes.js";
import {h, place} from "./dom.js";
import {t} from "./i18n.js";
import {job, version} from "./job.js";
import {leftOf} from "./layout.js";
import {placed, sayPlace, state} from "./store.js";

let known = {key: "", moves: new Map()};

/** What has to be drawn anew when it changes. */
export const key = () => version();

/** The moves that are proposed, by session, except what stands so already. */
export function openMoves() {
  const at = `${state.board.revision}\n${version()}`;
  if (known.key !== at) known = {key: at, moves: new Map((job()?.result?.moves ?? []).filter(open).map(move => [move.session, move]))};
  return known.moves;
}

function open({session, after}) {
  const now = state.sessions.get(session);
  if (!now) return false;
  return after ? state.rooms.has(after.room) && (now.room !== after.room || now.start !== after.start) : placed(now);
}

/** The sessions as they would stand. */
export const proposed = () => [...openMoves().values()].filter(move => move.after)
  .map(({session, after}) => ({...state.sessions.get(session), ...after, proposed: true}));

/** Where a session would go; null where it stays. */
export function sayGoing(id) {
  const move = openMoves().get(id);
  if (!move) return null;
  return move.after ? t("wouldGo", {place: sayPlace({...state.sessions.get(id), ...move.after})}) : t("wouldGoOff");
}

/** A line for each move of which both ends are to be seen. */
export function drawWays(plan) {
  const ends = new Map();
  for (const {piece, top, height} of plan.boxes) {
    const {id, proposed: after} = piece.session;
    if (!openMoves().has(id)) continue;
    const way = ends.get(id) ?? {};
    way[after ? "after" : "before"] ??= [leftOf(plan, (piece.start + piece.end) / 2), top + height / 2];
    ends.set(id, way);
  }
  return [...ends].filter(([, way]) => way.before && way.after).map(([id, way]) => {
    const [[left, top], [x, y]] = [way.before, way.after].map(alongAcross);
    const [dx, dy] = [x - left, y - top];
    const line = h("div", {className: "way", data: {id}, "aria-hidden": "true"});
    line.style.transform = `rotate(${Math.atan2(dy, dx)}rad)`;
    return place(line, {left, top, width: Math.hypot(dx, dy)});
  });
}
