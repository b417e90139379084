"""Publishing products as immutable versions, and loading the delivered ones."""

from __future__ import annotations

import hashlib

from django.db import connection
from django.utils.translation import gettext as _

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import Conflict
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.problems import DefinitionRefused
from fuyuantong.definitions.shelf import read_text
from fuyuantong.indicators.policy import check_load
from fuyuantong.reports import policy
from fuyuantong.reports.kinds import Product
from fuyuantong.reports.models import ProductVersion
from fuyuantong.reports.queries.library import check_text, find_indicator, is_unit
from fuyuantong.reports.reading import examined
from fuyuantong.reports.shelf import product_files
from fuyuantong.reports.trail import note


def publish_product(uow: UnitOfWork, text: str, *, file: str = "产品") -> ProductVersion:
    """Examine a text and publish it. The same text again is no new version.

    Raises DefinitionRefused with every problem and its line; E-DEF-VERSION when the version is not newer.
    """
    policy.check_publish(uow.actor)
    product, problems = check_text(text, file)
    if product is None or problems:
        raise DefinitionRefused(problems)
    with connection.cursor() as cursor:  # one publisher of a code at a time, also for its first version
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"report:{product.code}"])
    newest = ProductVersion.objects.filter(code=product.code).order_by("-version").first()
    if newest is not None and newest.digest == _digest(text):
        return newest
    if newest is not None and product.version <= newest.version:
        raise Conflict(
            "E-DEF-VERSION",
            _("“%(name)s”已发布到第 %(version)d 版，发布后不可更改。")
            % {"name": newest.name, "version": newest.version},
            hint=_("请把“版本”改为 %d 再发布；已经开出的各期仍按原来的版本。") % (newest.version + 1),
        )
    return _published(uow, product, text)


def load_products(uow: UnitOfWork) -> list[ProductVersion]:
    """Publish every delivered file whose version is not in the database yet; again changes nothing."""
    if uow.actor is not SYSTEM:
        check_load(uow.actor)
    known = set(ProductVersion.objects.values_list("code", "version"))
    fresh = []
    for path in product_files():
        text = read_text(path)
        product = examined(text, path.name)
        if (product.code, product.version) not in known:
            examined(text, path.name, find_indicator, is_unit)
            fresh.append(_published(uow, product, text, shipped=True))
    return fresh


def _published(uow: UnitOfWork, product: Product, text: str, *, shipped: bool = False) -> ProductVersion:
    row = ProductVersion.objects.create(
        code=product.code, version=product.version, name=product.name, group=str(product.form.label),
        form=product.form, rows=list(product.rows), source=text, digest=_digest(text), shipped=shipped,
        published_at=uow.now, published_by=uow.actor.person, published_by_name=uow.actor.name,
    )  # fmt: skip
    note(
        uow,
        "product_published",
        "report_product",
        row.pk,
        code=row.code,
        version=row.version,
        digest=row.digest,
    )
    return row


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
