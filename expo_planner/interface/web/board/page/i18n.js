// What the page itself says; sentences about the schedule come from the server.

const WORDS = {
  all: ["All days", "全部日期"],
  days: ["Days", "日期"],
  legend: ["Categories", "类别"],
  board: ["Board", "看板"],
  errors: ["{n} errors", "{n}处冲突"],
  error: ["1 error", "1处冲突"],
  warnings: ["{n} warnings", "{n}条提醒"],
  warning: ["1 warning", "1条提醒"],
  waived: ["{n} waived", "{n}处已认可"],
  fine: ["No clashes", "没有冲突"],
  cost: ["cost {n}", "代价{n}"],
  undo: ["Undo", "撤销"],
  redo: ["Redo", "重做"],
  history: ["History", "历史"],
  noHistory: ["Nothing has changed yet.", "还没有改动。"],
  language: ["中文", "English"],
  keys: ["Keys", "快捷键"],
  zoomIn: ["Zoom in", "放大"],
  zoomOut: ["Zoom out", "缩小"],
  unplaced: ["Unplaced ({n})", "待排（{n}）"],
  found: ["Unplaced ({n} of {all})", "待排（{all}场中的{n}场）"],
  nothingUnplaced: ["Every session has its place.", "全部活动都已排好。"],
  nothingFound: ["No session matches.", "没有符合的活动。"],
  search: ["Search titles, people", "搜索活动、人员"],
  anyCategory: ["All categories", "全部类别"],
  close: ["Close", "关闭"],
  clashes: ["Clashes", "冲突"],
  errorsTitle: ["Errors", "冲突"],
  warningsTitle: ["Warnings", "提醒"],
  waivedTitle: ["Waived", "已认可"],
  waivedBy: ["Accepted by {by}: {why}", "{by}认可：{why}"],
  people: ["People", "人员"],
  attendance: ["Attendance", "人数"],
  told: ["To notify", "需通知"],
  persons: ["{n} people", "{n}人"],
  person: ["1 person", "1人"],
  length: ["Length", "时长"],
  minutes: ["{n} min", "{n}分钟"],
  hours: ["{n} h", "{n}小时"],
  hoursMinutes: ["{h} h {m} min", "{h}小时{m}分钟"],
  setup: ["Set-up and teardown", "布置与撤场"],
  host: ["Hosted by", "所属活动"],
  hosts: ["Hosts", "所含活动"],
  category: ["Category", "类别"],
  now: ["Placed", "位置"],
  notPlaced: ["Not placed", "待排"],
  pinned: ["Pinned", "已固定"],
  pinnedNo: ["{title} is pinned and stays where it is.", "{title}已固定，不能移动。"],
  move: ["Move", "移动"],
  place: ["Place", "排入"],
  day: ["Day", "日期"],
  time: ["Time", "时间"],
  room: ["Room", "场地"],
  takeOff: ["Take off the board", "移回待排"],
  whereElse: ["Where else?", "还能排到哪里？"],
  looking: ["Looking for places…", "正在查找……"],
  nowhere: ["There is no other place for it.", "没有其他位置。"],
  apply: ["Apply", "采用"],
  offerFree: ["no extra cost", "不增加代价"],
  offerCost: ["cost {n}", "代价{n}"],
  offerTold: ["{n} to notify", "通知{n}人"],
  offerMoves: ["Also moves:", "同时移动："],
  free: ["Free", "可排"],
  wish: ["Wish broken", "违背意愿"],
  must: ["Must broken", "有冲突"],
  never: ["Not possible", "不可排"],
  freeHere: ["No clash here.", "此处没有冲突。"],
  more: ["{text} (and {n} more)", "{text}（另有{n}处）"],
  toTray: ["Off the board", "移回待排"],
  held: [
    "Picked up {title}. Arrow keys move it, Enter drops it, Escape leaves it where it was.",
    "已拿起{title}。方向键移动，回车放下，Esc取消。",
  ],
  at: ["{room}, {time}", "{room}，{time}"],
  cancelled: ["Left where it was.", "已取消，位置不变。"],
  dropped: ["{title}: {place}. {state}.", "{title}：{place}。{state}。"],
  off: ["{title} is off the board.", "{title}已移回待排。"],
  changed: ["{by}: {what}", "{by}：{what}"],
  somebody: ["Somebody", "有人"],
  gone: ["The server does not answer. Trying again…", "连接不上服务器，正在重试……"],
  refused: ["Not done: {text}", "未完成：{text}"],
  readOnly: ["Read-only", "只读"],
  yourName: ["Your name", "您的名字"],
  whoAreYou: [
    "Others see it beside your changes.",
    "其他人会在您的改动旁看到它。",
  ],
  save: ["Continue", "继续"],
  keyMove: ["Go to the session beside it", "移到相邻的活动"],
  keyPick: ["Pick up, drop", "拿起、放下"],
  keyHeld: ["While held: move by a step, by a room", "拿起后：移动一格、换场地"],
  keyDay: ["While held: the day before, after", "拿起后：前一天、后一天"],
  keyCancel: ["Cancel, close", "取消、关闭"],
  keyTray: ["Take off the board", "移回待排"],
  keyInfo: ["Details of the session", "活动详情"],
  keyUndo: ["Undo", "撤销"],
  keyRedo: ["Redo", "重做"],
  keySearch: ["Search the tray", "搜索待排活动"],
  keyDays: ["Choose a day, all days", "选择某天、全部日期"],
  keyHelp: ["These keys", "本说明"],
};

let language = "zh";

export const current = () => language;

export function speak(chosen) {
  language = chosen === "en" ? "en" : "zh";
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
}

/** A text of the page, with its blanks filled. */
export function t(name, blanks = {}) {
  const text = WORDS[name][language === "en" ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (_, blank) => String(blanks[blank] ?? ""));
}

/** A number of things; `one` is the text for one of them. */
export const count = (one, many, n) => t(n === 1 ? one : many, {n});

/** A title as sentences name it. */
export const quoted = title => `“${title}”`;

export function sayLength(minutes) {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (!hours) return t("minutes", {n: rest});
  return rest ? t("hoursMinutes", {h: hours, m: rest}) : t("hours", {n: hours});
}
