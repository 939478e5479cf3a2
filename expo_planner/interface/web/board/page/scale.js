// How many pixels a minute takes, for one day and for all days; people choose, and it is remembered.

import {turned} from "./axes.js";
import {$} from "./dom.js";
import {recall, remember, state} from "./store.js";

const SCALES = [0.35, 0.5, 0.7, 1, 1.2, 1.4, 2, 2.8, 4];
const ALL = {across: 0.5, down: 0.7};
const ONE = {across: {least: 1, most: 2}, down: {least: 1.2, most: 2}};
const NAMES = 200;
const HEADS = 90;

/** The pixels that there are across and down; measuring them whenever something is drawn would lay the page out each time. */
let measured = {};
addEventListener("resize", () => (measured = {}));

const way = () => (turned() ? "down" : "across");
const kept = () => `${state.day === "all" ? "scaleAll" : "scale"}${turned() ? "Down" : ""}`;

export const scale = () => recall(kept()) ?? (state.day === "all" ? ALL[way()] : fitting());

/** The next larger or smaller one. */
export function step(direction) {
  const next = SCALES[SCALES.indexOf(scale()) + direction];
  if (next) remember(kept(), next);
}

/** The largest at which a day's hours are all to be seen, but not too small to be read. */
function fitting() {
  const lengths = state.board.days.filter(day => day.windows.length)
    .map(({windows}) => windows.at(-1)[1] - windows[0][0]);
  const {least, most} = ONE[way()];
  measured[way()] ??= turned() ? $("work").clientHeight - HEADS : $("work").clientWidth - $("tray").offsetWidth - NAMES;
  return SCALES.findLast(one => one >= least && one <= most && one * Math.max(60, ...lengths) <= measured[way()]) ?? least;
}
