"""People, posts and who holds them; accounts, tokens and what sign-in must remember."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.ids import new_id
from fuyuantong.organs import kinds
from fuyuantong.organs.models.directory import Linkage, Unit
from fuyuantong.organs.names import username_key


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(username=username_key(username or ""))

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """A person with an account. Rights come from posts only; an account alone may do nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(_("登录名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("手机"), max_length=20, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    session_epoch = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    objects = PersonManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def normalize_username(cls, username: str) -> str:
        return username_key(username)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.username = username_key(self.username)
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """Every session is bound to the password and to `session_epoch`: raising the epoch ends them all."""
        return salted_hmac(
            "organs.Person", f"{self.password}:{self.session_epoch}", algorithm="sha256"
        ).hexdigest()


class Post(models.Model):
    """A seat at a unit; it holds the roles, people come and go. `serves`: it is that linkage's office."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("机构"))
    title = models.CharField(_("岗位名称"), max_length=60)
    roles: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=16), default=list, verbose_name=_("角色")
    )
    clearance = models.PositiveSmallIntegerField(
        _("知悉等级"), choices=kinds.Clearance.choices, default=kinds.Clearance.INTERNAL
    )
    serves = models.ForeignKey(
        Linkage, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("承担办公室职责")
    )
    order = models.PositiveSmallIntegerField(_("次序"), default=0)
    valid_from = models.DateField(_("启用日期"), null=True, blank=True)
    valid_until = models.DateField(_("停用日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            # Each administrator's role stands alone: not beside another one, not beside business.
            models.CheckConstraint(
                condition=(~Q(roles__overlap=[r.value for r in kinds.ADMIN_ROLES]) | Q(roles__len=1)),
                name="post_admin_role_stands_alone",
            ),
            models.CheckConstraint(
                condition=Q(roles__contained_by=[r.value for r in kinds.Role]), name="post_roles_are_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TenureQuerySet(models.QuerySet["Tenure"]):
    def in_force_on(self, day: date) -> Self:
        """Tenures that give rights on this day: the tenure, its post and its unit are all valid."""
        ranges = (
            ("", "since_on", "until_on"),
            ("post__", "valid_from", "valid_until"),
            ("post__unit__", "valid_from", "valid_until"),
        )
        found = self
        for prefix, start, end in ranges:
            found = found.filter(
                Q(**{f"{prefix}{start}__isnull": True}) | Q(**{f"{prefix}{start}__lte": day}),
                Q(**{f"{prefix}{end}__isnull": True}) | Q(**{f"{prefix}{end}__gt": day}),
            )
        return found


class Tenure(models.Model):
    """Who holds a post and since when; `deputy` marks the B岗, which acts while the A岗 is away or vacant.

    `stands_for` (no column) names the absent, where `queries.posts_of` has looked.

    A trigger (migration 0002) keeps out what indexes without extensions cannot: two holders of one post at a
    time, the same person twice, and one person in two lanes (two administrators, or one beside business).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures", verbose_name=_("岗位"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="tenures", verbose_name=_("人员"))
    since_on = models.DateField(_("任职日期"))
    until_on = models.DateField(_("离任日期"), null=True, blank=True)
    deputy = models.BooleanField(_("B岗"), default=False)
    stands_for: str = ""

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["deputy", "since_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")),
                name="tenure_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["post", "person"],
                condition=Q(until_on__isnull=True),
                name="tenure_open_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(until_on__isnull=True, deputy=False),
                name="tenure_one_open_holder",
            ),
        ]


class ApiToken(models.Model):
    """An opaque key of a unit's own system; only its SHA-256 is stored. It acts as its post."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("用途"), max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tokens")
    post = models.ForeignKey(Post, models.PROTECT, related_name="tokens", verbose_name=_("以何岗位"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=40), default=list, verbose_name=_("范围")
    )
    networks: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=43), default=list, blank=True, verbose_name=_("来源网段")
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("到期"))
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__lte=F("created_at") + timedelta(days=366)),
                name="token_at_most_one_year",
            )
        ]


class SignIn(models.Model):
    """One session of a person, so that people can see and end their own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    ip = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    factor = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]


class TotpStep(models.Model):
    """A step of a person's one-time code that has been used; a second use anywhere hits the constraint."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    step = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "step"], name="totp_step_used_once")]


class PastPassword(models.Model):
    """Hashes of a person's last passwords, so that the last five cannot come back."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=160)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-set_at"]
