"""The closed lists of words a definition may use, as codes; their Chinese spellings are in `vocabulary`."""

from __future__ import annotations

from enum import StrEnum


class Archetype(StrEnum):
    """The kernels of requirements.md §1; REG, IND and the like may share a definition with MAT parts."""

    MATTER = "MAT"
    LETTER = "LET"
    PLAN = "PLN"
    APPROVAL = "APR"
    REGISTER = "REG"
    INDICATOR = "IND"
    REPORT = "RPT"
    MEETING = "MTG"
    EXCHANGE = "EXC"
    SCREENING = "SCR"
    ACTIVITY = "ACT"
    FUND = "FND"


class UnitKind(StrEnum):
    """Kinds of organ that may fill a party: the codes of `organs.kinds.UnitKind`, and three words more.

    AGENCY is a government or one of its departments, OFFICE a unit that serves as 联席会议办公室.
    """

    PARTY_COMMITTEE = "party"
    CONGRESS = "congress"
    GOVERNMENT = "government"
    AGENCY = "agency"
    SUPERVISION = "supervision"
    COURT = "court"
    PROCURATORATE = "procuratorate"
    CENTRAL = "central"
    ASSOCIATION = "mass"
    ENTERPRISE = "enterprise"
    OFFICE = "office"
    ANY = "any"


class Sight(StrEnum):
    """What a party sees of a matter: all, the letter and its own part, the envelope, or nothing.

    OWN is for addressees beside each other: none sees what another one answered. The envelope is who, whom,
    what kind and when.
    """

    FULL = "full"
    OWN = "own"
    ENVELOPE = "envelope"
    NONE = "none"


class Standing(StrEnum):
    """How a party stands in the work; `collector` of several leads is marked on the matter, not here."""

    STARTER = "starter"
    LEAD = "lead"
    RESPONSIBLE = "responsible"
    PARTNER = "partner"
    SUPERVISOR = "supervisor"
    INFORMED = "informed"


class FieldType(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    ITEMS = "items"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    MOMENT = "moment"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    CASE_NO = "case_no"
    DOC_NO = "doc_no"
    UNIT = "unit"
    PERSON = "person"
    FILE = "file"
    FLAG = "flag"
    IDENT = "ident"
    CREDIT_CODE = "credit_code"
    PHONE = "phone"


class Joining(StrEnum):
    """When the obligations of one task count as fulfilled together (汇合)."""

    ALL = "all"
    ANY = "any"
    SOME = "some"


class JoinAt(StrEnum):
    """What counts for the join: the reply as it comes in, or the reply as verified."""

    REPLIED = "replied"
    DONE = "done"


class Objection(StrEnum):
    """How an addressee says "not mine": 申请退办; 异议 to letters of a court or procuratorate; not."""

    RETURN = "return"
    OBJECTION = "objection"
    NONE = "none"


class OriginKind(StrEnum):
    """What starts a clock. The first three name something of the definition; the others are the moments of
    one obligation: 下达 (sent), 送达 (served by 送达回证 or a deeming rule), 签收, 反馈."""

    ACT = "act"
    STAGE = "stage"
    FIELD = "field"
    SENT = "sent"
    SERVED = "served"
    SIGNED = "signed"
    REPLIED = "replied"


class Every(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


class ReminderDo(StrEnum):
    """Prompts fire by themselves; 督办单, 通报, 抄报 are only drafted, a leader signs (practice §4.3)."""

    PROMPT = "prompt"
    URGE = "urge"
    INQUIRE = "inquire"
    DRAFT_SUPERVISION = "draft_supervision"
    DRAFT_BULLETIN = "draft_bulletin"
    DRAFT_COPY = "draft_copy"
    DRAFT_FOLLOW_UP = "draft_follow_up"
    DRAFT_REMINDER = "draft_reminder"


class Level(StrEnum):
    """The rungs of an escalation ladder, from the lowest: 系统提醒, 催办单, 督办单, 约谈/提醒函, 通报.

    No value is that of another closed word: words are spelt back by their value.
    """

    REMINDER = "by-reminder"
    URGE = "by-urging"
    SUPERVISION = "by-supervision"
    TALK = "by-talk"
    BULLETIN = "by-bulletin"


LEVELS = tuple(Level)
LEVEL_OF = {
    ReminderDo.PROMPT: Level.REMINDER,
    ReminderDo.URGE: Level.URGE,
    ReminderDo.INQUIRE: Level.URGE,
    ReminderDo.DRAFT_SUPERVISION: Level.SUPERVISION,
    ReminderDo.DRAFT_FOLLOW_UP: Level.SUPERVISION,
    ReminderDo.DRAFT_REMINDER: Level.TALK,
    ReminderDo.DRAFT_BULLETIN: Level.BULLETIN,
    ReminderDo.DRAFT_COPY: Level.BULLETIN,
}
"""Which rung a reminder stands on."""


class Numbering(StrEnum):
    """Courts and OA systems number their own papers: registering their number is the default."""

    EXTERNAL = "external"
    OWN = "own"


class Direction(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    UP = "up"
    DOWN = "down"


class ExpectationKind(StrEnum):
    STAGE = "stage"
    REMINDERS = "reminders"
    DUE = "due"
    OPEN = "open"
    REFUSED = "refused"
