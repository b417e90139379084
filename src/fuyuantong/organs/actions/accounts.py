"""Sign-in, passwords, second factors and sessions.

The functions that need the browser's session take the request as one opaque thing (Django's and axes' own
interface); what they decide depends on rows only.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from threading import BoundedSemaphore
from uuid import UUID

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessFailureLog
from django.contrib.auth import authenticate, login, logout
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fuyuantong.audit.streams import day_stream
from fuyuantong.common.actors import Actor
from fuyuantong.common.refusals import FieldError, Forbidden, Refusal
from fuyuantong.common.uow import Note, UnitOfWork
from fuyuantong.organs import factors, passwords, policy
from fuyuantong.organs.actions.writing import lock, note
from fuyuantong.organs.models import PastPassword, Person, SignIn, Tenure
from fuyuantong.organs.names import username_key

BACKEND = "fuyuantong.organs.backends.Accounts"
ACCOUNT_CAP = 20
"""Failures an hour that close an account from every address, so that many addresses gain nothing."""
_hashing = BoundedSemaphore(4)
"""Each hash takes 19 MiB; more than four at once only make everybody slower."""


def verify_password(uow: UnitOfWork, request: HttpRequest, username: str, password: str) -> Person | None:
    """Return the person, or None for an unknown name, a wrong password and a locked account alike.

    Attempts on one name run one after the other (advisory lock), so that parallel guesses cannot outrun the
    count; every answer costs one hash, so that its time says nothing.
    """
    key = username_key(username).replace("\0", "")[:60]
    take_turn(key)
    locked = _over_cap(uow, key) or not AxesProxyHandler.is_allowed(request, {"username": key})
    with _hashing:
        if locked or passwords.too_long(password):
            Person().set_password("time")
            found = None
        else:
            found = authenticate(request, username=key, password=password)
    # axes' middleware would answer a locked account differently from a wrong password.
    request.axes_locked_out = False  # type: ignore[attr-defined]
    if isinstance(found, Person):
        return found
    _refused(uow, key, "password")
    return None


def take_turn(key: str) -> None:
    """Let acts on the same key run one after the other until the transaction ends."""
    number = int.from_bytes(
        hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:8], "big", signed=True
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _over_cap(uow: UnitOfWork, key: str) -> bool:
    hour_ago = uow.now - timedelta(hours=1)
    count: int = AccessFailureLog.objects.filter(username=key, attempt_time__gt=hour_ago).count()
    return count >= ACCOUNT_CAP


def _refused(uow: UnitOfWork, key: str, what: str) -> None:
    """The trail gets a digest: people type passwords into the name field."""
    person = Person.objects.filter(username=key).only("pk").first()
    typed = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    uow.record(
        Note(
            stream=day_stream(uow.today),
            kind="session.refused",
            object_type="organs.person",
            object_id=person.pk if person else None,
            data={"what": what, "name_digest": typed},
            result="refused",
        )
    )


def verify_code(uow: UnitOfWork, request: HttpRequest, person: Person, code: str) -> bool:
    """Check a one-time code; wrong ones count towards the same lock as wrong passwords."""
    take_turn(person.username)
    credentials = {"username": person.username}
    secret = factors.stored_secret(person)
    allowed = AxesProxyHandler.is_allowed(request, credentials) and not _over_cap(uow, person.username)
    step = factors.matching_step(secret, code, uow.now) if secret and allowed else None
    if step is not None and factors.spend(person, step):
        return True
    if allowed:
        AxesProxyHandler.user_login_failed(sender=__name__, credentials=credentials, request=request)
    request.axes_locked_out = False  # type: ignore[attr-defined]
    _refused(uow, person.username, "code")
    return False


def enrol_factor(uow: UnitOfWork, person: Person, secret: str, code: str) -> bool:
    """Store a new second factor once its first code has been typed; other sessions end."""
    step = factors.matching_step(secret, code, uow.now)
    if step is None or not factors.spend(person, step):
        return False
    row = lock(Person.objects.all(), person.pk)
    factors.store(row, secret)
    end_sessions_of(uow, row)
    row.save()
    person.session_epoch = row.session_epoch
    note(uow, "account.factor_enrolled", row)
    return True


def begin_session(uow: UnitOfWork, request: HttpRequest, person: Person, factor: str, ip: str) -> None:
    """Open the session (its key changes), remember it for the person's list, and write the trail."""
    before = SignIn.objects.filter(person=person).order_by("-at").first()
    request.session.pop("pending", None)
    login(request, person, backend=BACKEND)
    request.session["signed_in_at"] = request.session["seen_at"] = int(uow.now.timestamp())
    request.session["confirmed_at"] = request.session["seen_at"]
    if before is not None:
        request.session["last_sign_in"] = [before.at.isoformat(), before.ip]
    request.session.save()
    row = SignIn.objects.create(
        person=person,
        session_key=str(request.session.session_key),
        ip=ip,
        agent=str(request.META.get("HTTP_USER_AGENT", ""))[:200],
        factor=factor,
        at=uow.now,
    )
    uow.actor = replace(uow.actor, person=person.pk, name=person.name)
    note(uow, "session.signed_in", row, {"factor": factor})


def confirm_session(uow: UnitOfWork, request: HttpRequest, person: Person, code: str) -> bool:
    """Let an administrator prove again who sits there, with a fresh code; the session's key changes."""
    if not verify_code(uow, request, person, code):
        return False
    row = SignIn.objects.filter(session_key=str(request.session.session_key)).first()
    request.session.cycle_key()
    request.session["confirmed_at"] = int(uow.now.timestamp())
    if row is not None:
        row.session_key = str(request.session.session_key)
        row.save()
    note(uow, "session.confirmed", person)
    return True


def end_session(uow: UnitOfWork, request: HttpRequest, why: str) -> None:
    """Sign out: the session's row goes, the cookie is worthless, the list says when and why."""
    row = SignIn.objects.filter(session_key=str(request.session.session_key)).first()
    if row is not None:
        row.ended_at = uow.now
        row.save()
        note(uow, "session.ended", row, {"why": why})
    logout(request)


def end_other_sessions(uow: UnitOfWork, person: Person, keep: str, only: UUID | None = None) -> int:
    """End the person's sessions except `keep` (its key), or just the one named; returns how many."""
    rows = SignIn.objects.filter(person=person, ended_at__isnull=True).exclude(session_key=keep)
    if only is not None:
        rows = rows.filter(pk=only)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.update(ended_at=uow.now)
    if keys:
        note(uow, "session.others_ended", person, {"count": len(keys)})
    return len(keys)


def end_sessions_of(uow: UnitOfWork, person: Person) -> None:
    """Make every session of the person worthless at once (the caller saves the person)."""
    person.session_epoch += 1
    SignIn.objects.filter(person=person, ended_at__isnull=True).update(ended_at=uow.now)


def change_password(uow: UnitOfWork, person: UUID, *, present: str, new: str) -> Person:
    """Let a person choose a new password; all other sessions end. Raises with what breaks the rules."""
    row = lock(Person.objects.all(), person)
    if passwords.too_long(present) or not row.check_password(present):
        message = _("当前密码不对。")
        raise Refusal(
            "E-PASSWORD-PRESENT", message, errors=[FieldError("E-PASSWORD-PRESENT", message, "present")]
        )
    names = Tenure.objects.filter(person=row).values_list("post__unit__name", "post__unit__short_name")
    wrong = passwords.check_rules(row, new, [name for pair in names for name in pair if name])
    if wrong:
        raise Refusal("E-PASSWORD", _("新密码不符合要求。"), errors=wrong)
    _set_password(uow, row, new)
    row.must_change_password = False
    row.save()
    note(uow, "account.password_changed", row)
    return row


def _set_password(uow: UnitOfWork, person: Person, raw: str) -> None:
    if person.password:
        PastPassword.objects.create(person=person, password=person.password, set_at=uow.now)
        kept = (
            PastPassword.objects.filter(person=person)
            .order_by("-set_at")
            .values("pk")[: passwords.REMEMBERED]
        )
        PastPassword.objects.filter(person=person).exclude(
            pk__in=list(kept.values_list("pk", flat=True))
        ).delete()
    person.set_password(raw)
    person.password_changed_at = uow.now
    person.version += 1
    end_sessions_of(uow, person)


def reset_account(uow: UnitOfWork, person: UUID, *, factor_too: bool) -> str:
    """Give a person a new first password, and take the lost second factor away; ends all sessions."""
    policy.check(uow.actor, "account.reset")
    row = lock(Person.objects.all(), person)
    if row.pk == uow.actor.person:
        raise Forbidden(
            _("不能重置自己的账号。"), hint=_("请由另一位安全管理员办理，或在“我的账号”修改密码。")
        )
    raw = passwords.generate()
    _set_password(uow, row, raw)
    row.must_change_password = True
    row.save()
    dropped = factors.drop(row) if factor_too else 0
    AxesProxyHandler.reset_attempts(username=row.username)
    AccessFailureLog.objects.filter(username=row.username).delete()
    note(uow, "account.reset", row, {"factor_dropped": bool(dropped)})
    return raw


def note_post(uow: UnitOfWork, actor: Actor) -> None:
    """Write on the trail that the person now acts at this post."""
    uow.record(Note(day_stream(uow.today), "session.acts_as", "organs.post", actor.post))
