// Where everything stands on the board, in pixels, with time to the right (axes.js turns it): days side by side, rooms
// beneath each other. Draws nothing.

import {turned} from "./axes.js";
import {placed} from "./store.js";

/** How much of the board a row takes; turned, it is a column, in which text is to be read. */
const ROW = {site: 26, hall: 24, empty: 36, lane: 57, hosted: 22};
const COLUMN = {site: 8, hall: 76, empty: 92, lane: 132, hosted: 84};
const PAPER_COLUMN = {...COLUMN, hall: 56, empty: 68, lane: 92, hosted: 64};

/** The days shown, each from a whole hour to a whole hour, and what is seen on them; on paper, only rooms in use.
 *  What is `proposed` gets its space beside what stands. */
export function arrange(board, clock, day, minutePixels, paper = false, proposed = []) {
  const dates = board.days.filter(one => day === "all" || one.date === day);
  const pieces = [...board.sessions.filter(placed), ...proposed].flatMap(session =>
    clock.byDay(session).map(([start, end]) => ({session, start, end, date: clock.day(start)})));
  const segments = segmentsOf(dates, pieces, clock, minutePixels);
  const shown = pieces.filter(piece => segments.some(segment => segment.date === piece.date));
  const {standing, hosted} = nest(shown);
  const size = turned() ? (paper ? PAPER_COLUMN : COLUMN) : ROW;
  const rows = rowsOf(paper ? used(board.rooms, standing) : board.rooms, size);
  const boxes = stack(rows, standing, hosted, board.rooms, size);
  const {parts, partLanes} = partsOf(board.parts, segments, clock, minutePixels);
  const width = segments.reduce((sum, segment) => sum + segment.width, 0);
  const height = rows.reduce((sum, row) => sum + row.height, 0);
  return {segments, rows, boxes, parts, partLanes, width, height, minutePixels};
}

/** The parts of each day, such as its morning; those that overlap in different lanes. */
function partsOf(parts, segments, clock, minutePixels) {
  const minute = time => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const filled = lanes(parts.map(({name, start, end}) => ({name, start: minute(start), end: minute(end)})));
  const found = segments.flatMap(segment => filled.flatMap((held, lane) => held.map(({name, start, end}) => {
    const from = Math.max(segment.start, clock.tick(segment.date, start));
    const until = Math.min(segment.end, clock.tick(segment.date, end));
    return {name, lane, left: segment.left + (from - segment.start) * minutePixels, width: (until - from) * minutePixels};
  })));
  return {parts: found.filter(({width}) => width > 0), partLanes: filled.length};
}

function segmentsOf(dates, pieces, clock, minutePixels) {
  let left = 0;
  const segments = [];
  for (const {date, windows} of dates) {
    const held = [...windows, ...pieces.filter(piece => piece.date === date).map(({start, end}) => [start, end])];
    if (!held.length) continue;
    const first = Math.min(...held.map(([start]) => start));
    const last = Math.max(...held.map(([, end]) => end));
    const start = first - (clock.local(first).minute % 60);
    const end = start + Math.ceil((last - start) / 60) * 60;
    const width = Math.round((end - start) * minutePixels);
    segments.push({date, start, end, left, width});
    left += width;
  }
  return segments;
}

/** Hosted sessions that stand inside their host's box, by host; and all others. */
function nest(pieces) {
  const keyOf = (id, date) => `${id}\n${date}`;
  const all = new Map();
  for (const piece of pieces) {
    const key = keyOf(piece.session.id, piece.date);
    all.set(key, [...(all.get(key) ?? []), piece]);
  }
  const hosted = new Map();
  const standing = [];
  for (const piece of pieces) {
    const host = piece.session.host && all.get(keyOf(piece.session.host, piece.date))?.find(
      one => one.session.room === piece.session.room && one.start <= piece.start && piece.end <= one.end);
    if (!host) standing.push(piece);
    else hosted.set(host, [...(hosted.get(host) ?? []), piece]);
  }
  return {standing, hosted};
}

function used(rooms, pieces) {
  const held = new Set(pieces.flatMap(piece => rooms.find(room => room.id === piece.session.room).cells));
  return rooms.filter(room => held.has(room.id));
}

/** A row for each site and each room; joined halls stand above all the cells that they are connected with. */
function rowsOf(rooms, size) {
  const sites = new Map();
  for (const room of rooms) {
    const site = room.kind === "online" ? "" : room.site ?? "";
    sites.set(site, [...(sites.get(site) ?? []), room]);
  }
  const rows = [];
  for (const [site, held] of sites) {
    const itself = held.length === 1 && held[0].name === site;
    const head = site && sites.size > 1 && !itself ? {kind: "site", name: site, height: size.site} : null;
    if (head) rows.push(head);
    const left = new Set(held);
    for (const room of held) {
      if (!left.has(room)) continue;
      const group = connected(room, held);
      const joined = group.filter(one => one.joined);
      for (const one of [...joined, ...group.filter(other => !other.joined)]) {
        left.delete(one);
        rows.push({kind: one.joined ? "hall" : "room", room: one, cell: joined.length > 0 && !one.joined, itself, head, height: 0});
      }
    }
  }
  return rows;
}

function connected(room, rooms) {
  const cells = new Set(room.cells.length ? room.cells : [room.id]);
  for (let size = 0; size < cells.size;) {
    size = cells.size;
    for (const other of rooms) if (other.cells.some(cell => cells.has(cell))) other.cells.forEach(cell => cells.add(cell));
  }
  return rooms.filter(other => cells.has(other.id) || other.cells.some(cell => cells.has(cell)));
}

/** As few lanes as there are sessions at once; within a lane none overlap. */
function lanes(pieces) {
  const filled = [];
  for (const piece of [...pieces].sort((one, other) => one.start - other.start || other.end - one.end)) {
    const free = filled.find(lane => lane.at(-1).end <= piece.start);
    if (free) free.push(piece);
    else filled.push([piece]);
  }
  return filled;
}

/** The pieces in groups that share no time. */
function clusters(pieces) {
  const groups = [];
  let end = -Infinity;
  for (const piece of [...pieces].sort((one, other) => one.start - other.start)) {
    if (piece.start >= end) groups.push([]);
    groups.at(-1).push(piece);
    end = Math.max(end, piece.end);
  }
  return groups;
}

function stack(rows, standing, hosted, rooms, size) {
  const byRoom = new Map(rooms.map(room => [room.id, room]));
  const held = new Map();
  for (const piece of standing)
    for (const cell of byRoom.get(piece.session.room).cells) held.set(cell, [...(held.get(cell) ?? []), piece]);
  const guestLanes = piece => lanes(hosted.get(piece) ?? []);
  const need = lane => Math.max(...lane.map(piece => size.lane + guestLanes(piece).length * size.hosted));
  let top = 0;
  for (const row of rows) {
    row.top = top;
    row.groups = row.kind === "room" ? clusters(held.get(row.room.id) ?? []) : [];
    const heights = row.groups.map(group => lanes(group).reduce((sum, lane) => sum + need(lane), 0));
    if (row.kind === "room") row.height = Math.max(size.empty, ...heights);
    if (row.kind === "hall") row.height = size.hall;
    top += row.height;
  }
  const boxes = [];
  rows.forEach((row, number) => {
    for (const group of row.groups) {
      if (group.length === 1) {
        const run = runOf(rows, number, group[0]);
        if (run.first === number) {
          const height = rows.slice(run.first, run.last + 1).reduce((sum, one) => sum + one.height, 0);
          boxes.push({piece: group[0], top: row.top, height});
        }
        continue;
      }
      const filled = lanes(group);
      const spare = (row.height - filled.reduce((sum, lane) => sum + need(lane), 0)) / filled.length;
      let laneTop = row.top;
      for (const lane of filled) {
        const height = need(lane) + spare;
        for (const piece of lane) boxes.push({piece, top: laneTop, height});
        laneTop += height;
      }
    }
  });
  return boxes.flatMap(box => {
    const filled = guestLanes(box.piece);
    return [{...box, spare: box.height - filled.length * size.hosted}, ...guests(box, filled, size.hosted)];
  });
}

/** The neighbouring rows in which a session of a joined hall is alone, and so gets one box. */
function runOf(rows, number, piece) {
  const alone = row => row?.groups.some(group => group.length === 1 && group[0] === piece);
  let [first, last] = [number, number];
  while (alone(rows[first - 1])) first -= 1;
  while (alone(rows[last + 1])) last += 1;
  return {first, last};
}

const guests = (box, filled, height) => filled.flatMap((lane, number) =>
  lane.map(piece => ({piece, top: box.top + box.height - 3 - (filled.length - number) * height, height, spare: height, hosted: true})));

/** Pixels from the left for a tick; null where its day is not shown. */
export function leftOf(plan, tick) {
  const segment = plan.segments.find(one => one.start <= tick && tick <= one.end);
  return segment ? segment.left + (tick - segment.start) * plan.minutePixels : null;
}

/** The tick at so many pixels from the left. */
export function tickAt(plan, left) {
  const segment = plan.segments.find(one => left < one.left + one.width) ?? plan.segments.at(-1);
  return segment.start + (left - segment.left) / plan.minutePixels;
}

export const rowAt = (plan, top) => plan.rows.find(row => row.room && row.top <= top && top < row.top + row.height) ?? null;
