"""Runs a program in a terminal and types into it: WORDS LINE WORDS LINE ... -- PROGRAM ARGUMENT...; each line once the
line with its words has come, and nothing where it is empty. Words with a space at their end are a prompt's, whose line has no
end. Ctrl+] is typed alone, as a key."""

import os
import pty
import sys

KEY = b"\x1d"
end = sys.argv.index("--")
typed = [(words.encode(), line.encode()) for words, line in zip(sys.argv[1:end:2], sys.argv[2:end:2])]
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
    while typed:
        words, line = typed[0]
        _, found, behind = said.partition(words)
        if not found or not (words.endswith(b" ") or b"\n" in behind):
            break
        said = behind
        typed.pop(0)
        if line:
            os.write(terminal, line if line == KEY else line + b"\n")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
