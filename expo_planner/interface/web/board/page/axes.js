// The two axes of the board. All of it is reckoned with time to the right and rooms beneath each other; turned, time
// runs down and rooms stand side by side: what goes to the screen and what comes from it has its axes exchanged here.

import {place} from "./dom.js";
import {recall, remember} from "./store.js";

const OTHER = {left: "top", top: "left", width: "height", height: "width"};

/** Where the arrow keys lead on the screen. */
export const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

export const turned = () => recall("turned") ?? false;
export const turn = () => remember("turned", !turned());

/** A box of the plan as it is seen, and the other way round. */
export const onScreen = box =>
  turned() ? Object.fromEntries(Object.entries(box).map(([side, pixels]) => [OTHER[side], pixels])) : box;

/** Puts an element where a box of the plan is seen. */
export const lay = (element, box) => place(element, onScreen(box));

/** A point or a step of the screen as [along the time, across the rooms], and the other way round. */
export const alongAcross = ([x, y]) => (turned() ? [y, x] : [x, y]);

/** How many steps a key leads along the time, and how many across the rooms. */
export const stepsOf = key => alongAcross(ARROWS[key] ?? [0, 0]);
