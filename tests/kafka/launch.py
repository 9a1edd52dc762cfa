"""Runs a program when it is told to, with what takes long to import already imported.

    python launch.py PROGRAM ARGUMENTS...    PROGRAM is a file, or a module after -m

A scenario says that a service is there at an instant; a Python that starts then is there a second later. This says
"Loaded" when it has imported, and runs the program when a line comes in.
"""

import runpy
import sys

import aiokafka  # noqa: F401
import anyio._backends._asyncio  # noqa: F401
import fastapi  # noqa: F401
import httpx  # noqa: F401
import uvicorn  # noqa: F401

print("Loaded", flush=True)
sys.stdin.readline()
sys.path[0] = ""
if sys.argv[1] == "-m":
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
else:
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")
