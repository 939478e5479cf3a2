// A small note at the pointer, or beneath what is held by keyboard.

import {$, h, place} from "./dom.js";

/** Shows a title and a text, or nothing. */
export function hint(title, text = "") {
  $("hint").hidden = !title;
  $("hint").replaceChildren(h("strong", {}, title), h("span", {}, text));
}

/** Puts it beside the pointer where there is one, else beneath an element. */
export function placeHint(pointer, element) {
  const box = $("hint");
  if (box.hidden) return;
  const spot = pointer ?? element.getBoundingClientRect();
  const [x, y] = pointer ? [spot.x + 16, spot.y + 20] : [spot.left, spot.bottom + 8];
  place(box, {
    left: Math.max(8, Math.min(x, innerWidth - box.offsetWidth - 8)),
    top: Math.max(8, y + box.offsetHeight > innerHeight - 8 ? y - box.offsetHeight - 48 : y),
  });
}
