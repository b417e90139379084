"""Several threads at once, each with a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from django.db import connections


def race(writers: Sequence[Callable[[], object]], beside: Sequence[Callable[[], int]]) -> list[int]:
    """Run the writers, and beside them everything else again and again until they have ended.

    Returns the sum of what each of the others answered. The first failure of any of them is raised.
    """
    done, wrong, sums = threading.Event(), list[BaseException](), [0] * len(beside)

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised below
            wrong.append(error)
        finally:
            connections.close_all()

    def again(place: int) -> None:
        while not done.is_set():
            sums[place] += beside[place]()

    others = [threading.Thread(target=run, args=(lambda n=n: again(n),)) for n in range(len(beside))]
    mine = [threading.Thread(target=run, args=(work,)) for work in writers]
    for thread in [*others, *mine]:
        thread.start()
    for thread in mine:
        thread.join()
    done.set()
    for thread in others:
        thread.join()
    if wrong:
        raise wrong[0]
    return sums
