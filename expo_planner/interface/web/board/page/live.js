// What others change: told by the server as it happens, drawn and announced. Connects again by itself.

import * as api from "./api.js";
import {banner, toast} from "./dom.js";
import {t} from "./i18n.js";
import {refresh, state} from "./store.js";

const AGAIN = 2000;

export function listen() {
  const source = api.events();
  source.addEventListener("open", () => catchUp());
  source.addEventListener("board", event => hear(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    banner("gone", t("gone"));
    if (source.readyState !== EventSource.CLOSED) return;
    source.close();
    setTimeout(listen, AGAIN);
  });
}

async function catchUp() {
  try {
    await refresh();
    banner("gone", "");
  } catch {
    banner("gone", t("gone"));
  }
}

async function hear({revision, by, what}) {
  if (revision <= state.board.revision) return;
  if (!(state.busy && by === state.by)) toast(t("changed", {by: by || t("somebody"), what}));
  await catchUp();
}
