// What the server computes: one thing at a time, seen by everybody who looks at the board.

import * as api from "./api.js";
import {announce, h, toast} from "./dom.js";
import {count, sayLength, t} from "./i18n.js";
import {change, changed, sayClashes, state} from "./store.js";

const SECOND = 1000;
let current = null;
let known = "null";
let number = 0;
let heard = 0;
let asked = 0;

export const job = () => current;
export const running = () => current?.state === "running";
/** Grows whenever there is more to tell than progress. */
export const version = () => number;

export async function refresh() {
  const mine = ++asked;
  const found = await api.job().catch(() => undefined);
  if (found !== undefined && mine === asked) take(found);
}

function take(found) {
  const before = current;
  current = found;
  heard = Date.now();
  const text = JSON.stringify(found && {...found, progress: null});
  if (text === known) return drawProgress();
  known = text;
  number += 1;
  if (before?.number !== found?.number && running()) announce(sayWho());
  if (before?.state === "running" && before.number === found?.number && !running())
    toast(t(current.state === "failed" ? "jobFailed" : "jobDone"), current.state === "failed" ? "bad" : "");
  changed();
}

setInterval(() => running() && drawProgress(), SECOND);

/** Asks the server for something about the computation; what is refused is told. */
async function ask(request) {
  const mine = ++asked;
  try {
    const found = await request();
    if (mine === asked) take(found);
  } catch (problem) {
    toast(problem instanceof api.Refused ? t("refused", {text: problem.message}) : t("gone"), "bad");
    await refresh();
  }
}

export const start = wish => ask(() => api.startJob(state.by, wish));
export const stop = () => ask(() => api.stopJob(state.by));
export const dismiss = () => ask(() => api.dismissJob(state.by));
/** Takes the moves of these sessions, or the whole proposal where null. */
export const accept = sessions => adopt(() => api.acceptJob(state.by, state.board.revision, current.number, sessions), "adopted");
export const takeWay = way => adopt(() => api.takeWay(state.by, state.board.revision, current.number, way), "applied");

async function adopt(request, done) {
  const taken = await change(request);
  if (taken) toast(t(done, {state: sayClashes()}));
  return taken;
}

/** Who computes what. */
export const sayWho = () => t(current.kind === "solve" ? "solving" : current.kind === "repair" ? "repairing" : "explaining", {by: current.by});

export const sayShare = share => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`;

function sayProgress() {
  const {seconds, cost, bound, gap, unplaced} = current.progress ?? {};
  const since = running() ? (Date.now() - heard) / SECOND : 0;
  const known = value => value !== null && value !== undefined;
  return [
    t("secondsOf", {n: Math.floor((seconds ?? 0) + since), all: current.time_limit}),
    known(cost) && t("cost", {n: cost}),
    known(bound) && t("bound", {n: bound}),
    known(gap) && t("gap", {n: sayShare(gap)}),
    unplaced > 0 && count("leftOver", "leftOvers", unplaced),
  ].filter(Boolean).join(" · ");
}

/** Time, cost, bound and gap, kept as they are now while the computation runs. */
export function progress() {
  const bar = h("progress", {max: 1, "aria-label": t("nearness")});
  return fill(h("div", {className: "progress"}, h("p", {}), bar));
}

function fill(element) {
  const [text, bar] = element.children;
  text.textContent = sayProgress();
  const gap = current.progress?.gap;
  if (gap === null || gap === undefined) bar.removeAttribute("value");
  else bar.value = 1 - Math.min(1, gap);
  return element;
}

const drawProgress = () => current && document.querySelectorAll(".progress").forEach(fill);

export const timeLimits = () => [10, 30, 60, 300, 900].map(seconds => [seconds, seconds < 60 ? t("seconds", {n: seconds}) : sayLength(seconds / 60)]);
