"""Settings of the test suite: cheap password hashing, plain static files, files in a temporary folder."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("FYT_SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ.setdefault("FYT_TLS", "0")
os.environ.setdefault("FYT_LOG", "WARNING")
_FOLDER = Path(tempfile.mkdtemp(prefix="fyt-test-files-", dir=os.environ.get("FYT_TEST_FILES")))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
(_FOLDER / "var").mkdir()
os.environ.setdefault("FYT_VAR", str(_FOLDER / "var"))  # the keys of tests stay out of the checkout

from fuyuantong.config.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
FYT_SECOND_FACTOR = False
MEDIA_ROOT = _FOLDER / "files"
