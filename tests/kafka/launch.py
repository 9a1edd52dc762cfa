"""Runs a program at an instant, with what takes long to import already imported.

    python launch.py INSTANT PROGRAM ARGUMENTS...    PROGRAM is a file, or a module after -m

A scenario says that a service is there at an instant; a Python that starts then is there a second later.
"""

import runpy
import sys
import time

import aiokafka  # noqa: F401
import fastapi  # noqa: F401
import httpx  # noqa: F401
import uvicorn  # noqa: F401

instant, *arguments = sys.argv[1:]
time.sleep(max(0.0, float(instant) - time.time()))
sys.path[0] = ""
if arguments[0] == "-m":
    sys.argv = arguments[1:]
    runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
else:
    sys.argv = arguments
    runpy.run_path(arguments[0], run_name="__main__")
