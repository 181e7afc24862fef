// A person's calendar as a program built on ical.js (Thunderbird's library) keeps it: messages in,
// events out. ical.js shares no line with what builds the messages; the rule of who outdates whom
// is RFC 5546's (§2.1.5). Reads one JSON list of calendars; writes what stands after each of them.
import { readFileSync } from "node:fs";
import ICAL from "../vendor/ical.js/ical.min.js";

const instant = (time) => time.toJSDate().toISOString().replace(".000", "");
const held = new Map();

function shown(event) {
  const own = event.component;
  const alarm = own.getFirstSubcomponent("valarm");
  return {
    uid: event.uid,
    sequence: event.sequence ?? 0,
    starts: instant(event.startDate),
    ends: instant(event.endDate),
    zone: event.startDate.zone.tzid,
    summary: event.summary,
    place: event.location ?? "",
    status: own.getFirstPropertyValue("status"),
    organizer: event.organizer ?? "",
    answers: event.attendees.map((one) => [one.getFirstValue(), one.getParameter("partstat")]),
    rings: alarm ? -alarm.getFirstPropertyValue("trigger").toSeconds() / 60 : null,
  };
}

function isNewer(event, known) {
  if (!known) return true;
  if (event.sequence !== known.sequence) return event.sequence > known.sequence;
  const stamp = (one) => one.component.getFirstPropertyValue("dtstamp").toUnixTime();
  return stamp(event) > stamp(known);
}

function take(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  calendar.getAllSubcomponents("vtimezone").forEach((one) => ICAL.TimezoneService.register(one));
  const method = calendar.getFirstPropertyValue("method");
  for (const part of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(part, { strictExceptions: true });
    if (method === "DECLINECOUNTER" || !isNewer(event, held.get(event.uid)?.event)) continue;
    held.set(event.uid, { event, gone: method === "CANCEL", shown: shown(event) });
  }
  const stand = [...held.values()].filter((one) => !one.gone);
  return { method, events: stand.map((one) => one.shown) };
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(take)));
