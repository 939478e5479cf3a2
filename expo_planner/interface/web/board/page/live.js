// What others change: told by the server as it happens, drawn and announced. Connects again by itself.

import * as api from "./api.js";
import {banner, toast} from "./dom.js";
import {t} from "./i18n.js";
import {refresh, state} from "./store.js";

const AGAIN = 2000;
let source = null;

/** Listens; once more after the language changed, since sentences come in it. */
export function listen() {
  source?.close();
  const own = (source = api.events());
  own.addEventListener("open", () => catchUp(true));
  own.addEventListener("board", event => hear(JSON.parse(event.data)));
  own.addEventListener("error", () => {
    if (own !== source) return;
    banner("gone", t("gone"));
    if (own.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN);
  });
}

async function catchUp(anew) {
  try {
    await refresh(anew);
    banner("gone", "");
  } catch {
    banner("gone", t("gone"));
  }
}

async function hear({revision, by, what}) {
  if (revision <= state.board.revision) return;
  if (!(state.busy && by === state.by)) toast(t("changed", {by: by || t("somebody"), what}));
  await catchUp(false);
}
