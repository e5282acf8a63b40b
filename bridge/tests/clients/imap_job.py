"""Files, searches and deletes mail with Python's imaplib: PORT, for TLS the certificate's file, and
`starttls` if TLS is to begin in the middle of the connection."""

import imaplib
import ssl
import sys

port = int(sys.argv[1])
certificate = sys.argv[2] if len(sys.argv) > 2 else None
starttls = len(sys.argv) > 3


def connect():
    if certificate is None:
        return imaplib.IMAP4("127.0.0.1", port, timeout=20)
    trusted = ssl.create_default_context(cafile=certificate)
    if starttls:
        box = imaplib.IMAP4("localhost", port, timeout=20)
        assert "STARTTLS" in box.capabilities, box.capabilities
        box.starttls(trusted)
        assert "STARTTLS" not in box.capabilities, box.capabilities
        return box
    return imaplib.IMAP4_SSL("localhost", port, ssl_context=trusted, timeout=20)


def good(answer):
    assert answer[0] == "OK", answer
    return answer[1]


user = "schüler" if certificate else "schueler"
box = connect()
try:
    box.login("anna", "falsch")
except imaplib.IMAP4.error as error:
    assert "AUTHENTICATIONFAILED" in str(error), error
else:
    raise AssertionError("a wrong password was taken")
good(box.authenticate("PLAIN", lambda _: b"\0" + user.encode() + b"\0offen"))

letters = [
    b"From: a@x.example\r\nTo: b@x.example\r\nSubject: eins\r\n\r\nDas erste\r\n",
    b"From: c@x.example\r\nTo: b@x.example\r\nSubject: zwei\r\n\r\n8 Bit: \xe4\xf6\xfc\r\n",
    b"From: a@x.example\r\nSubject: drei\r\n\r\n" + b"x" * 200_000 + b"\r\n",
]
good(box.create("Lager"))
good(box.create("Lager/Alt"))
assert box.append("Nirgends", None, None, letters[0])[0] == "NO"
for letter in letters:
    good(box.append("INBOX", r"(\Seen)", '"14-Oct-2003 10:00:00 +0200"', letter))
assert good(box.status("INBOX", "(MESSAGES UNSEEN UIDNEXT)")) == [b"INBOX (MESSAGES 3 UNSEEN 0 UIDNEXT 4)"]
assert good(box.select("INBOX")) == [b"3"]
for number, letter in enumerate(letters, 1):
    fetched = good(box.fetch(str(number), "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[])"))
    assert fetched[0][1] == letter, fetched
    assert b"RFC822.SIZE %d" % len(letter) in fetched[0][0], fetched
    assert b'INTERNALDATE "14-Oct-2003 10:00:00 +0200"' in fetched[0][0], fetched
part = good(box.fetch("3", "(BODY.PEEK[TEXT]<100.50>)"))
assert part[0][1] == b"x" * 50, part
head = good(box.fetch("2", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])"))
assert head[0][1] == b"Subject: zwei\r\n\r\n", head
assert good(box.search(None, "FROM", '"a@x"')) == [b"1 3"]
assert good(box.uid("SEARCH", "SUBJECT", "zwei")) == [b"2"]
assert good(box.search(None, "TEXT", '"erste"')) == [b"1"]

good(box.store("1,3", "+FLAGS", r"(\Flagged Wichtig)"))
assert good(box.search(None, "FLAGGED")) == [b"1 3"]
good(box.store("1", "-FLAGS.SILENT", r"(\Seen)"))
assert good(box.search(None, "UNSEEN")) == [b"1"]
good(box.copy("1:2", "Lager/Alt"))
assert good(box.select("Lager/Alt", readonly=True)) == [b"2"]
assert b"Wichtig" in good(box.fetch("1", "(FLAGS)"))[0]
good(box.select("INBOX"))
good(box.store("1", "+FLAGS", r"\Deleted"))
assert good(box.expunge()) == [b"1"]
assert good(box.uid("FETCH", "1:*", "(UID)"))[0].endswith(b"(UID 2)")

other = connect()
good(other.login(user, "offen") if user.isascii() else other.authenticate(
    "PLAIN", lambda _: b"\0" + user.encode() + b"\0offen"))
good(other.append("INBOX", None, None, letters[0]))
good(box.noop())
assert box.untagged_responses.get("EXISTS", [None])[-1] == b"3", box.untagged_responses
assert good(box.uid("SEARCH", "UID", "4:*")) == [b"4"], "no UID comes twice"
good(other.rename("Lager", "Archiv"))
names = [line.split(b' "/" ')[1] for line in good(box.list())]
assert names == [b"Archiv", b"Archiv/Alt", b"INBOX"], names
assert b"NO" == other.delete("Archiv")[0].encode()
good(other.delete("Archiv/Alt"))
good(other.subscribe("Archiv"))
good(other.logout() and ("OK", None))
good(box.close())
box.logout()
print("done")
