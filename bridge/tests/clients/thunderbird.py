"""Lets Thunderbird fetch a user's mail: FOLDER imap|pop3 PORT. Prints a line for each message that it has then, and
leaves its log in FOLDER/imap.moz_log, or POP3's console in FOLDER/console."""

import json
import os
import socket
import subprocess
import sys
import time

DEADLINE = 50
folder, protocol, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
profile = os.path.join(folder, f"profile-{protocol}")
os.makedirs(profile)
with open(os.path.join(profile, "user.js"), "w") as file:
    for name, value in {
        # Any free port: the program writes down which one it took.
        "marionette.port": 0,
        "devtools.console.stdout.chrome": True,
        "mailnews.pop3.loglevel": "All",
        "mail.provider.suppress_dialog_on_startup": True,
        "mailnews.start_page.enabled": False,
    }.items():
        file.write(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n")

FETCH = """
const [protocol, port, done] = arguments;
(async () => {
  const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
  const login = Cc["@mozilla.org/login-manager/loginInfo;1"].createInstance(Ci.nsILoginInfo);
  const origin = { imap: "imap", pop3: "mailbox" }[protocol] + "://localhost";
  login.init(origin, null, origin, "anna", "geheim", "", "");
  await Services.logins.addLoginAsync(login);
  const server = MailServices.accounts.createIncomingServer("anna", "localhost", protocol);
  server.port = port;
  server.socketType = Ci.nsMsgSocketType.plain;
  server.authMethod = Ci.nsMsgAuthMethod.passwordCleartext;
  server.password = "geheim";
  server.valid = true;
  MailServices.accounts.createAccount().incomingServer = server;
  const until = async found => {
    for (;;) {
      const it = found();
      if (it) return it;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  };
  const msgWindow = Cc["@mozilla.org/messenger/msgwindow;1"].createInstance(Ci.nsIMsgWindow);
  const inbox = () => server.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
  const run = start => new Promise((resolve, reject) => start({
    QueryInterface: ChromeUtils.generateQI(["nsIUrlListener"]),
    OnStartRunningUrl() {},
    OnStopRunningUrl: (url, status) => status ? reject(new Error(`status ${status}`)) : resolve(),
  }));
  if (protocol === "imap") {
    server.performExpand(msgWindow);
    await until(inbox);
    await run(listener => MailServices.imap.selectFolder(inbox(), listener, msgWindow));
    const headers = () => [...inbox().messages];
    // The program fetches them by itself, to have them without a network, but for the one that is marked as deleted.
    await until(() => headers().filter(header => header.flags & Ci.nsMsgMessageFlags.Offline).length === 6);
    // IMAP's \\Seen, in the program's numbers.
    const [unread] = headers().filter(header => !header.isRead);
    await run(listener =>
      inbox().QueryInterface(Ci.nsIMsgImapMailFolder).storeImapFlags(1, true, [unread.messageKey], listener));
  } else {
    await run(listener => MailServices.pop3.GetNewMail(msgWindow, listener, inbox(), server));
  }
  const found = [...inbox().messages].map(header => `${header.messageId} ${header.mime2DecodedSubject}`);
  server.closeCachedConnections();
  return found.sort();
})().then(done, error => done([String(error)]));
"""

log = os.path.join(folder, "imap")
environment = dict(os.environ, HOME=folder, MOZ_LOG="IMAP:5,timestamp,sync", MOZ_LOG_FILE=log)
command = ["thunderbird", "--headless", "--no-remote", "--profile", profile, "--marionette", "--remote-allow-system-access"]
with open(os.path.join(folder, "console"), "w") as console:
    program = subprocess.Popen(command, env=environment, stdout=console, stderr=subprocess.STDOUT)
try:
    end = time.monotonic() + DEADLINE
    taken = os.path.join(profile, "MarionetteActivePort")
    while not os.path.exists(taken) or not open(taken).read():
        assert program.poll() is None and time.monotonic() < end, "Thunderbird does not listen"
        time.sleep(0.1)
    connection = socket.create_connection(("127.0.0.1", int(open(taken).read())), DEADLINE)
    answers = connection.makefile("rb")

    def answer():
        length = b""
        while not length.endswith(b":"):
            octet = answers.read(1)
            assert octet, "Thunderbird has hung up"
            length += octet
        return json.loads(answers.read(int(length[:-1])))

    def ask(name, **parameters):
        octets = json.dumps([0, 1, name, parameters]).encode()
        connection.sendall(b"%d:%b" % (len(octets), octets))
        _, _, error, value = answer()
        assert not error, error
        return value

    answer()
    ask("WebDriver:NewSession")
    ask("Marionette:SetContext", value="chrome")
    ask("WebDriver:SetTimeouts", script=DEADLINE * 1000)
    print("\n".join(ask("WebDriver:ExecuteAsyncScript", script=FETCH, args=[protocol, port])["value"]))
    ask("Marionette:Quit", flags=["eForceQuit"])
    program.wait(DEADLINE)
finally:
    program.kill()
