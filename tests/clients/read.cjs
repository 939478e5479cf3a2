// Reads feeds with ical.js (Thunderbird, Nextcloud) and node-ical, and prints what they make of them.
// node read.cjs PROGRAMME FOLDER FEED…: FOLDER has the node_modules.
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");

const [programme, folder, ...feeds] = process.argv.slice(2);
const module_ = createRequire(`${folder}/`)(programme);
const library = module_.default ?? module_;

const instant = (seconds) => new Date(seconds * 1000).toISOString();

function withIcalJs(text) {
  const calendar = new library.Component(library.parse(text));
  library.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) library.TimezoneService.register(zone);
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new library.Event(component);
    return {
      uid: event.uid,
      summary: event.summary,
      start: instant(event.startDate.toUnixTime()),
      end: instant(event.endDate.toUnixTime()),
      location: event.location || "",
      status: component.getFirstPropertyValue("status"),
    };
  });
}

function withNodeIcal(text) {
  return Object.values(library.sync.parseICS(text))
    .filter((part) => part.type === "VEVENT")
    .map((event) => ({
      uid: event.uid,
      summary: event.summary,
      start: event.start.toISOString(),
      end: event.end.toISOString(),
      location: event.location || "",
      status: event.status,
    }));
}

const reading = { "ical.js": withIcalJs, "node-ical": withNodeIcal }[programme];
const read = Object.fromEntries(feeds.map((feed) => [feed, reading(readFileSync(feed, "utf8"))]));
process.stdout.write(JSON.stringify(read));
