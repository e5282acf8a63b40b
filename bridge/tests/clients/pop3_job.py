"""Reads, sorts out and deletes mail with Python's poplib: PORT, for TLS the certificate's file, and `stls` if
TLS is to begin in the middle of the connection."""

import poplib
import ssl
import sys

port = int(sys.argv[1])
certificate = sys.argv[2] if len(sys.argv) > 2 else None
stls = len(sys.argv) > 3


def connect():
    if certificate is None:
        return poplib.POP3("127.0.0.1", port, timeout=20)
    trusted = ssl.create_default_context(cafile=certificate)
    if stls:
        box = poplib.POP3("localhost", port, timeout=20)
        assert "STLS" in box.capa()
        box.stls(trusted)
        assert "STLS" not in box.capa()
        return box
    return poplib.POP3_SSL("localhost", port, timeout=20, context=trusted)


box = connect()
box.user("anna")
try:
    box.pass_("falsch")
except poplib.error_proto as error:
    assert b"[AUTH]" in error.args[0], error
else:
    raise AssertionError("a wrong password was taken")

box.apop("anna", "geheim")
count, size = box.stat()
sizes = [int(line.split()[1]) for line in box.list()[1]]
uids = [line.split()[1] for line in box.uidl()[1]]
assert len(sizes) == len(uids) == len(set(uids)) == count == 7, (count, sizes, uids)
assert sum(sizes) == size
for number in range(1, count + 1):
    _, lines, octets = box.retr(number)
    # poplib removes the stuffed dots and counts CRLF for each line, the terminator excluded.
    assert sum(len(line) + 2 for line in lines) == sizes[number - 1], number
    header = box.top(number, 0)[1]
    assert lines[: len(header)] == header
dots = box.retr(3)[1]
assert b"." in dots and any(line.startswith(b"..") for line in dots), dots
box.dele(1)
box.rset()
box.dele(2)
box.dele(5)
try:
    box.retr(2)
except poplib.error_proto:
    pass
else:
    raise AssertionError("a message that is marked was given")
assert box.stat() == (5, size - sizes[1] - sizes[4])
box.quit()

box = connect()
assert "UIDL" in box.capa()
box.user("anna")
box.pass_("geheim")
assert [line.split()[1] for line in box.uidl()[1]] == [uids[n] for n in (0, 2, 3, 5, 6)]
rival = connect()
rival.user("anna")
try:
    rival.pass_("geheim")
except poplib.error_proto as error:
    assert b"[IN-USE]" in error.args[0], error
else:
    raise AssertionError("two sessions hold one maildrop")
rival.quit()
box.dele(1)
box.close()  # without QUIT: nothing is deleted

box = connect()
box.apop("anna", "geheim")
assert box.stat()[0] == 5
box.quit()
print("done")
