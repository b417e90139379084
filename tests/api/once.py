"""The city and the scene of the API's tests, made anew or (fixture `kept`) once for a module."""

from __future__ import annotations

from django.test import override_settings
from tests import make

from api.calling import Caller
from api.scene import Scene


def new_city() -> make.City:
    for code in ("annual-plan-item", "assigned-item", "judicial-recommendation"):
        make.mechanism(code)
    return make.City()


def new_scene() -> Scene:
    city = new_city()
    with override_settings(FYT_CHANNELS=["sms"]):
        return Scene(city, Caller(make.token(city.office)), Caller(make.token(city.housing_clerk)))
