// What others change: told by the server as it happens, drawn and announced. Connects again by itself.

import * as api from "./api.js";
import {banner, toast} from "./dom.js";
import {t} from "./i18n.js";
import * as job from "./job.js";
import {refresh, settled, state} from "./store.js";

const AGAIN = 2000;
let source = null;

/** Listens; once more after the language changed, since sentences come in it. */
export function listen() {
  source?.close();
  const own = (source = api.events());
  own.addEventListener("open", () => catchUp(true));
  own.addEventListener("board", event => hear(JSON.parse(event.data)));
  own.addEventListener("job", () => job.refresh());
  own.addEventListener("error", () => {
    if (own !== source) return;
    banner("gone", t("gone"));
    if (own.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN);
  });
}

async function catchUp(anew) {
  try {
    await refresh(anew);
    if (anew) await job.refresh();
    banner("gone", "");
  } catch {
    banner("gone", t("gone"));
  }
}

async function hear({revision, by, what}) {
  await settled(); // the answer to our own change brings the board
  const {board} = state;
  if (revision < board.revision || (revision === board.revision && by === state.by)) return;
  const told = by && what.startsWith(by) ? what : t("changed", {by: by || t("somebody"), what}); // the file names itself
  if (revision > board.revision) toast(told); // what is in the way of the file is no change: a banner tells it
  await catchUp(false);
}
