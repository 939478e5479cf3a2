// Ticks are minutes from the midnight that begins the expo's first day, in the expo's own time zone.

import {current} from "./i18n.js";

const MINUTE = 60000;
const DAY = 1440;
const WEEKDAYS = {en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"], zh: "日一二三四五六"};
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export class Clock {
  /** Days of the expo change so many minutes after midnight. */
  constructor(timezone, first, dayChange) {
    Object.assign(this, {timezone, first, dayChange});
    this.parts = new Intl.DateTimeFormat("en-GB", {
      timeZone: timezone, hourCycle: "h23",
      year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    });
    this.known = new Map();
    this.origin = 0;
    this.origin = this.instant(first, 0);
  }

  /** The instant of a local time, in milliseconds; the zone's offset is found by asking what the guess shows. */
  instant(date, minute) {
    const wanted = Date.parse(`${date}T00:00Z`) + minute * MINUTE;
    let guess = wanted;
    for (let round = 0; round < 3; round++) guess += wanted - this.#shown(guess);
    return guess;
  }

  #shown(instant) {
    const {year, month, day, hour, minute} = Object.fromEntries(
      this.parts.formatToParts(instant).map(part => [part.type, part.value]));
    return Date.parse(`${year}-${month}-${day}T${hour}:${minute}Z`);
  }

  tick(date, minute) {
    return Math.round((this.instant(date, minute) - this.origin) / MINUTE);
  }

  tickOfIso(text) {
    return Math.round((Date.parse(text) - this.origin) / MINUTE);
  }

  /** The local date (ISO) and minute of the day of a tick. */
  local(tick) {
    let found = this.known.get(tick);
    if (!found) {
      const [date, time] = new Date(this.#shown(this.origin + tick * MINUTE)).toISOString().split("T");
      found = {date, minute: Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))};
      this.known.set(tick, found);
    }
    return found;
  }

  /** The day of the expo (ISO) to which a local time belongs, as `local` and `localEnd` give it. */
  dayOf({date, minute}) {
    return minute < this.dayChange ? dayBefore(date) : date;
  }

  /** The same of a tick. */
  day(tick) {
    return this.dayOf(this.local(tick));
  }

  /** The tick of a clock time on a day of the expo. */
  onDay(day, minute) {
    return this.tick(day, minute < this.dayChange ? minute + 1440 : minute);
  }

  /** The same for an end: midnight is 24:00 of the day before. */
  localEnd(tick) {
    const found = this.local(tick);
    return found.minute ? found : {date: this.local(tick - 1).date, minute: 1440};
  }

  /** The windows in which a session is seen: one if it is continuous; over several days, otherwise, daily from its
   *  start time to its end time. */
  daily(start, end, continuous = false) {
    const [first, last] = [this.local(start), this.localEnd(end)];
    const several = !continuous && end - start > 1380 && last.date > first.date && last.minute > first.minute;
    if (!several) return [[start, end]];
    const windows = [];
    for (let date = first.date; date <= last.date; date = nextDate(date))
      windows.push([this.tick(date, first.minute), this.tick(date, last.minute)]);
    windows[0][0] = start;
    windows.at(-1)[1] = end;
    return windows;
  }

  /** The same by day of the expo: what lasts longer than a day is cut where days change. */
  byDay({start, end, continuous}) {
    const windows = this.daily(start, end, continuous);
    if (windows.length > 1 || end - start <= DAY) return windows;
    const cut = [];
    for (let date = this.day(start); date <= this.day(end - 1); date = nextDate(date))
      cut.push([Math.max(start, this.tick(date, this.dayChange)), Math.min(end, this.tick(date, DAY + this.dayChange))]);
    return cut;
  }

  sayTime(tick) {
    return sayMinute(this.local(tick).minute);
  }

  saySpan(start, end) {
    const last = this.localEnd(end);
    const first = this.local(start);
    const gap = current() === "en" ? " " : "";
    const until = last.date === first.date ? sayMinute(last.minute) : `${sayDate(last.date)}${gap}${sayMinute(last.minute)}`;
    return `${sayDate(first.date)}${gap}${sayMinute(first.minute)}${last.date === first.date ? "–" : " – "}${until}`;
  }
}

export const sayMinute = minute => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

export function sayDate(date) {
  const [, month, day] = date.split("-").map(Number);
  const weekday = new Date(`${date}T00:00Z`).getUTCDay();
  return current() === "en"
    ? `${WEEKDAYS.en[weekday]} ${day} ${MONTHS[month - 1]}`
    : `${month}月${day}日（周${WEEKDAYS.zh[weekday]}）`;
}

const later = days => date => new Date(Date.parse(`${date}T00:00Z`) + days * DAY * MINUTE).toISOString().slice(0, 10);
const nextDate = later(1);
const dayBefore = later(-1);
