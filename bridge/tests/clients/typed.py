"""Runs a program in a terminal and types into it: WORDS LINE WORDS LINE ... -- PROGRAM ARGUMENT...; each line once the
line with its words has come, and nothing where it is empty."""

import os
import pty
import sys

end = sys.argv.index("--")
typed = list(zip(sys.argv[1:end:2], sys.argv[2:end:2]))
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[end + 1], sys.argv[end + 1 :])
said = b""
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:  # Linux says so when the program has closed its end.
        piece = b""
    if not piece:
        break
    os.write(1, piece)
    said += piece
    while typed and b"\n" in said.partition(typed[0][0].encode())[2]:
        said = said.partition(typed[0][0].encode())[2]
        if line := typed.pop(0)[1]:
            os.write(terminal, line.encode() + b"\n")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
