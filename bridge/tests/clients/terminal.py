"""Runs a program that wants a terminal inside one, and gives its exit code: PROGRAM ARGUMENT..."""

import os
import pty
import sys

status = pty.spawn(sys.argv[1:])
sys.exit(os.waitstatus_to_exitcode(status))
