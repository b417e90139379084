"""A source that opens a read-only view of its database: asked by number of the person's paper only."""

from __future__ import annotations

import json
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from fuyuantong.enforcement.adapters.answers import ITEMS_MOST, Garbage, Packet, Unknowable
from fuyuantong.notices.channels.calling import NotTaken, Unheard

_COLUMNS = ("klass", "title", "reference", "value", "owner", "fund")
_SECONDS = 10


class DatabaseView:
    """`dsn` and `view` of the installation's file; the view has `number` and the columns of an answer."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.dsn, self.view = str(told.get("dsn", "")), str(told.get("view", ""))

    def send(self, packet: Packet) -> bytes | None:
        if packet.body["act"] != "query":
            raise Garbage("数据库视图只能查询，不能办理控制")
        try:
            connection = psycopg.connect(
                self.dsn, connect_timeout=_SECONDS, options=f"-c statement_timeout={_SECONDS * 1000}"
            )
        except psycopg.OperationalError as error:
            raise NotTaken(type(error).__name__) from None
        try:
            with connection:
                connection.read_only = True
                rows = (
                    connection.cursor(row_factory=dict_row)
                    .execute(
                        sql.SQL("SELECT {} FROM {} WHERE number = %s AND klass = ANY(%s) LIMIT %s").format(
                            sql.SQL(", ").join(map(sql.Identifier, _COLUMNS)),
                            sql.Identifier(*self.view.split(".")),
                        ),
                        [packet.body["subject"]["number"], packet.body["classes"], ITEMS_MOST + 1],
                    )
                    .fetchall()
                )
        except psycopg.ProgrammingError as error:  # no such view or column, no right: nothing was read
            raise NotTaken(type(error).__name__) from None
        except psycopg.Error as error:
            raise Unheard(type(error).__name__) from None
        items = [{k: v for k, v in row.items() if v is not None} for row in rows]
        answer = {"number": packet.number, "result": "found" if items else "none", "items": items}
        return json.dumps(answer, ensure_ascii=False, default=str).encode()

    def ask(self, number: str) -> bytes | None:
        """A view keeps no numbers: whether it was read is for the source's own log to say."""
        raise Unknowable(number)

    def clear(self, number: str) -> None:
        """Nothing of an answer stays on this side."""
