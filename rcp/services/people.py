"""Professionals: who they are, where they practise, what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from email.errors import HeaderParseError
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from rcp import catalogue
from rcp.db.models import Grant, Organization, Practitioner, PractitionerRole, Role
from rcp.domain import access
from rcp.domain.access import Actor
from rcp.domain.errors import NotAllowed, RuleBroken
from rcp.domain.identity import checked_rpps
from rcp.domain.names import plain_name
from rcp.mail.message import Mailbox
from rcp.services import audit
from rcp.services.rows import assign

LONGEST = 200
SOCIAL = "social_ou_medicosocial"
"""The group of those who see no clinical part unless it is shared with them."""


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """One practice of a person as somebody typed it; an empty `rpps` leaves the known one."""

    family_name: str
    given_name: str
    email: str
    organization: Organization
    profession: str
    qualification: str | None = None
    rpps: str = ""
    roles: frozenset[Role] = frozenset({Role.PARTICIPANT})


def by_email(session: Session, email: str) -> Practitioner | None:
    """The person of an address, capitals aside."""
    return session.scalars(
        select(Practitioner)
        .where(func.lower(Practitioner.email) == email.strip().lower())
        .options(selectinload(Practitioner.roles), selectinload(Practitioner.grants))
    ).first()


def by_rpps(session: Session, rpps: str) -> Practitioner | None:
    """The person of an RPPS number."""
    return session.scalars(
        select(Practitioner)
        .where(Practitioner.rpps == rpps)
        .options(selectinload(Practitioner.roles), selectinload(Practitioner.grants))
    ).first()


def everybody(session: Session) -> list[Practitioner]:
    """All people by family name, with their practices and rights."""
    return list(
        session.scalars(
            select(Practitioner)
            .order_by(Practitioner.family_name, Practitioner.given_name)
            .options(
                selectinload(Practitioner.roles).selectinload(PractitionerRole.organization),
                selectinload(Practitioner.grants),
            )
        )
    )


def save_person(session: Session, draft: PersonDraft, *, by: Practitioner | None) -> bool:
    """Write a person and one of their practices down, or correct them; whether anything changed.

    The rights in that structure become those of the draft, except that an administrator's right
    is never lost this way. Raises RuleBroken (`person_name`, `person_email`, `profession_unknown`,
    `qualification_unknown`, `qualification_of_nobody`, `rpps_length`, `rpps_taken`) and NotAllowed
    (`not_your_structure`, `not_your_person`, `not_your_right`).
    """
    _check(draft)
    person = by_email(session, draft.email)
    _refuse_strangers(person, draft, by)
    is_new = person is None
    if person is None:
        person = Practitioner(email=draft.email.strip().lower(), roles=[], grants=[])
        session.add(person)
    told = {
        "family_name": plain_name(draft.family_name),
        "given_name": plain_name(draft.given_name),
    }
    if draft.rpps.strip():
        told["rpps"] = _free_rpps(session, draft.rpps, person)
    changes = [is_new, _assign_person(person, told, by), _practise(person, draft)]
    changes.append(_grant(person, draft))
    session.flush()
    if any(changes):
        audit.record(session, by, "practitioner.saved", person)
    return any(changes)


def actor_of(person: Practitioner) -> Actor:
    """The person as the access rules see them."""
    practised = {profession for profession, _ in person.qualifications}
    is_social = bool(practised) and practised <= _social_professions()
    return Actor(person.id, person.rights, is_social)


@cache
def _social_professions() -> frozenset[str]:
    """The profession codes of social and medico-social workers."""
    groups = catalogue.specialty_groups()
    return next(group.codes for group in groups if group.code == SOCIAL)


def _check(draft: PersonDraft) -> None:
    _check_name(draft.family_name, draft.given_name)
    if not is_address(draft.email):
        raise RuleBroken("person_email")
    if draft.profession not in {profession.code for profession in catalogue.professions()}:
        raise RuleBroken("profession_unknown", profession=draft.profession)
    if draft.qualification is None:
        return
    allowed = [one.code for one in catalogue.qualifications() if one.profession == draft.profession]
    if not allowed:
        raise RuleBroken("qualification_of_nobody", profession=draft.profession)
    if draft.qualification not in allowed:
        raise RuleBroken("qualification_unknown", qualification=draft.qualification)


def _check_name(family_name: str, given_name: str) -> None:
    if not plain_name(family_name) or len(family_name + given_name) > LONGEST:
        raise RuleBroken("person_name")


def is_address(text: str) -> bool:
    """Whether a text is one e-mail address to which an invitation can be written."""
    try:
        domain = Mailbox("", text.strip()).address().domain
    except (ValueError, HeaderParseError):
        return False
    return "." in domain.strip(".")


def _refuse_strangers(
    person: Practitioner | None, draft: PersonDraft, by: Practitioner | None
) -> None:
    """Without `by` the machine's own operator acts, at the command line."""
    if by is None:
        return
    actor, place = actor_of(by), draft.organization.id
    if not access.may_edit_people_of(actor, place):
        raise NotAllowed("not_your_structure")
    held = (
        {grant.role for grant in person.grants if grant.organization_id == place}
        if person
        else set()
    )
    for role in draft.roles - held:
        if not access.may_give_right(actor, role, place):
            raise NotAllowed("not_your_right", role=role.value)


def _assign_person(person: Practitioner, told: dict[str, str], by: Practitioner | None) -> bool:
    """Correct name and number, unless the person also works where `by` has no say."""
    differs = any(getattr(person, name) != value for name, value in told.items())
    is_known = bool(person.roles)
    if differs and is_known and by and not access.may_edit_person(actor_of(by), person):
        raise NotAllowed("not_your_person")
    return assign(person, **told)


def _free_rpps(session: Session, typed: str, person: Practitioner) -> str:
    rpps = checked_rpps(typed)
    with session.no_autoflush:
        holder = session.scalars(select(Practitioner).where(Practitioner.rpps == rpps)).first()
    if holder is not None and holder is not person:
        raise RuleBroken("rpps_taken")
    return rpps


def _practise(person: Practitioner, draft: PersonDraft) -> bool:
    for role in person.roles:
        place = role.organization_id or role.organization.id
        if place == draft.organization.id and role.profession == draft.profession:
            return assign(role, specialty=draft.qualification)
    person.roles.append(
        PractitionerRole(
            organization=draft.organization,
            profession=draft.profession,
            specialty=draft.qualification,
        )
    )
    return True


def _grant(person: Practitioner, draft: PersonDraft) -> bool:
    place = draft.organization.id
    held = {grant.role: grant for grant in person.grants if grant.organization_id == place}
    wanted = draft.roles | ({Role.ADMINISTRATOR} & held.keys())
    for role in wanted - held.keys():
        person.grants.append(Grant(organization=draft.organization, role=role))
    for role in held.keys() - wanted:
        person.grants.remove(held[role])
    return wanted != held.keys()


def edit_person(
    session: Session,
    person: Practitioner,
    *,
    family_name: str,
    given_name: str,
    email: str,
    rpps: str,
    is_active: bool,
    by: Practitioner,
) -> None:
    """Correct who a person is; somebody inactive can no longer sign in nor be invited.

    Raises RuleBroken `person_name`, `person_email`, `email_taken`, `rpps_length`, `rpps_taken` or
    `last_administrator`.
    """
    _check_name(family_name, given_name)
    if not is_address(email):
        raise RuleBroken("person_email")
    holder = by_email(session, email)
    if holder is not None and holder is not person:
        raise RuleBroken("email_taken")
    if not is_active and any(grant.role is Role.ADMINISTRATOR for grant in person.grants):
        _refuse_last_administrator(session, person)
    changed = assign(
        person,
        family_name=plain_name(family_name),
        given_name=plain_name(given_name),
        email=email.strip().lower(),
        rpps=_free_rpps(session, rpps, person) if rpps.strip() else None,
        is_active=is_active,
    )
    session.flush()
    if changed:
        audit.record(session, by, "practitioner.edited", person)


def correct_address(
    session: Session, person: Practitioner, email: str, *, by: Practitioner
) -> None:
    """Give a person another address; raises RuleBroken `person_email` or `email_taken`.

    Raises NotAllowed `not_your_person` when they also work where `by` has no say.
    """
    if not access.may_edit_person(actor_of(by), person):
        raise NotAllowed("not_your_person")
    if not is_address(email):
        raise RuleBroken("person_email")
    holder = by_email(session, email)
    if holder is not None and holder is not person:
        raise RuleBroken("email_taken")
    if assign(person, email=email.strip().lower()):
        session.flush()
        audit.record(session, by, "practitioner.edited", person)


def set_rights(
    session: Session,
    person: Practitioner,
    organization: Organization,
    roles: frozenset[Role],
    *,
    by: Practitioner,
) -> None:
    """Give a person exactly these rights in a structure.

    Raises NotAllowed `not_your_right` and RuleBroken `last_administrator`.
    """
    held = {g.role: g for g in person.grants if g.organization_id == organization.id}
    for role in roles ^ held.keys():
        if not access.may_give_right(actor_of(by), role, organization.id):
            raise NotAllowed("not_your_right", role=role.value)
    if Role.ADMINISTRATOR in held.keys() - roles:
        _refuse_last_administrator(session, person, organization)
    for role in roles - held.keys():
        person.grants.append(Grant(organization=organization, role=role))
    for role in held.keys() - roles:
        person.grants.remove(held[role])
    session.flush()
    if roles != held.keys():
        told = " ".join(sorted(role.value for role in roles))
        audit.record(session, by, "practitioner.rights_set", person, roles=told)


def _refuse_last_administrator(
    session: Session, person: Practitioner, organization: Organization | None = None
) -> None:
    """Somebody must stay able to run the house."""
    others = session.scalars(
        select(Grant)
        .join(Practitioner, Practitioner.id == Grant.practitioner_id)
        .where(Grant.role == Role.ADMINISTRATOR, Practitioner.is_active)
    )
    for grant in others:
        is_elsewhere = organization is not None and grant.organization_id != organization.id
        if grant.practitioner_id != person.id or is_elsewhere:
            return
    raise RuleBroken("last_administrator")
