"""The objective of CoSPLib, computed from a plan: nothing here knows our rules or our solver.

Sixteen terms, each a count that its weight multiplies, and the hard rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations

from benchmarks.cosplib.instance import Instance, Place, Plan


def objective(instance: Instance, plan: Plan) -> int:
    """The weighted sum of the terms."""
    return sum(instance.weights[term] * count for term, count in counts(instance, plan).items())


def counts(instance: Instance, plan: Plan) -> Mapping[str, int]:
    """What each term counts, whatever its weight."""
    found = Counter[str]()
    _of_rooms_and_sessions(instance, plan, found)
    _of_tracks(instance, plan, found)
    _of_submissions(instance, plan, found)
    _of_conflicts(instance, plan, found)
    return {term: found[term] for term in instance.weights}


def broken(instance: Instance, plan: Plan) -> Iterator[str]:
    """The hard rules that a plan breaks."""
    taken: dict[Place, str] = {}
    tracks: dict[tuple[str, str], str] = {}
    for name in instance.submissions:
        if name not in plan:
            yield f"{name} has no place"
    for name, place in plan.items():
        submission = instance.submissions[name]
        if place.slot < 1 or place.slot + submission.slots - 1 > instance.sessions[place.session].slots:
            yield f"{name} is outside {place.session}"
        for slot in _slots(instance, name, place):
            if taken.setdefault(slot, name) != name:
                yield f"{name} and {taken[slot]} share a slot"
        if tracks.setdefault(place[:2], submission.track) != submission.track:
            yield f"two tracks are in {place.session}, {place.room}"


def _slots(instance: Instance, name: str, place: Place) -> list[Place]:
    """The slots that a submission occupies."""
    return [place._replace(slot=place.slot + further) for further in range(instance.submissions[name].slots)]


def _of_rooms_and_sessions(instance: Instance, plan: Plan, found: Counter[str]) -> None:
    """Terms of the track that is in a room during a session."""
    tracks = {(place.session, place.room): instance.submissions[name].track for name, place in plan.items()}
    for (session, room), track in tracks.items():
        found["tracks_sessions"] += instance.tracks_sessions.get((track, session), 0)
        found["tracks_rooms"] += instance.tracks_rooms.get((track, room), 0)
        found["sessions_rooms"] += instance.sessions_rooms.get((session, room), 0)
    for ((one, _), first), ((other, _), second) in combinations(tracks.items(), 2):
        if one == other:
            found["similar_tracks"] += instance.similar.get((first, second), 0)
            common = instance.chairs.get(first, frozenset()) & instance.chairs.get(second, frozenset())
            found["chairs"] += bool(common)


def _of_tracks(instance: Instance, plan: Plan, found: Counter[str]) -> None:
    """Terms of the rooms and sessions of a track, and of the order of its submissions."""
    sessions, rooms = [*instance.sessions], [*instance.rooms]
    for submissions in instance.tracks.values():
        placed = [(submission.order, plan[submission.name]) for submission in submissions if submission.name in plan]
        pairs = {(place.session, place.room) for _, place in placed}
        at = sorted({sessions.index(session) for session, _ in pairs})
        if not at:
            continue
        found["rooms_per_track"] += len({room for _, room in pairs}) - 1
        found["parallel_tracks"] += len(pairs) - len(at)
        found["consecutive_tracks"] += at[-1] - at[0] + 1 != len(at)
        walk = sorted(
            placed,
            key=lambda item: (sessions.index(item[1].session), rooms.index(item[1].room), item[1].slot),
        )
        for position, (order, _) in enumerate(walk, 1):
            found["submissions_order"] += order not in (0, position)
        for (one, first), (other, second) in combinations(walk, 2):
            both = one and other and first.session == second.session
            found["submissions_order"] += bool(both and first.slot == second.slot)


def _of_submissions(instance: Instance, plan: Plan, found: Counter[str]) -> None:
    """Terms of single submissions, for each slot that they occupy."""
    for name, place in plan.items():
        submission, session = instance.submissions[name], instance.sessions[place.session]
        found["submissions_timezones"] += submission.slots * instance.zones.penalty(session, submission.zone)
        found["submissions_sessions"] += submission.slots * submission.by_session[place.session]
        found["submissions_rooms"] += submission.slots * submission.by_room[place.room]


def _of_conflicts(instance: Instance, plan: Plan, found: Counter[str]) -> None:
    """Terms of pairs of submissions that share people: in rooms of one session, and in one slot of it."""
    for kind in ("presenters", "attendees"):
        conflicts = instance.presenter_conflicts if kind == "presenters" else instance.attendee_conflicts
        for one, other in conflicts:
            if one in plan and other in plan and plan[one].session == plan[other].session:
                found[f"{kind}_session"] += plan[one].room != plan[other].room
                common = {slot.slot for slot in _slots(instance, one, plan[one])}
                common &= {slot.slot for slot in _slots(instance, other, plan[other])}
                found[f"{kind}_slot"] += len(common)
