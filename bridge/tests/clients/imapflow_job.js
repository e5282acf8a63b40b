// Files, searches, moves and deletes mail with imapflow: PORT, USER, and for TLS the certificate's file.

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const { ImapFlow } = require('imapflow');

const [port, user, certificate] = process.argv.slice(2);

async function job() {
  const client = new ImapFlow({
    host: 'localhost', port: Number(port), secure: Boolean(certificate), doSTARTTLS: false,
    auth: { user, pass: 'offen' }, logger: false,
    tls: certificate ? { ca: readFileSync(certificate) } : undefined,
  });
  await client.connect();
  const letter = 'From: Ada <ada@x.example>\r\nTo: b@x.example\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@x.example>\r\n\r\nHallo.\r\n';
  await client.mailboxCreate('Büro');
  for (const flags of [['\\Seen'], ['\\Flagged', 'Wichtig'], []]) {
    await client.append('INBOX', letter, flags, new Date('2003-10-14T08:00:00Z'));
  }
  const names = (await client.list()).map((box) => box.path).sort();
  assert.deepEqual(names, ['Büro', 'INBOX']);
  assert.equal((await client.status('INBOX', { messages: true, unseen: true })).unseen, 2);
  const lock = await client.getMailboxLock('INBOX');
  try {
    assert.equal(client.mailbox.exists, 3);
    const seen = [];
    for await (const message of client.fetch('1:*', { uid: true, flags: true, envelope: true, internalDate: true, size: true })) {
      assert.equal(message.envelope.subject, 'Grüße');
      assert.equal(message.envelope.from[0].address, 'ada@x.example');
      assert.equal(message.size, letter.length);
      assert.equal(message.internalDate.toISOString(), '2003-10-14T08:00:00.000Z');
      seen.push([...message.flags].filter((flag) => flag !== '\\Recent').sort());
    }
    assert.deepEqual(seen, [['\\Seen'], ['Wichtig', '\\Flagged'], []]);
    const whole = await client.fetchOne('2', { source: true });
    assert.equal(whole.source.toString(), letter);
    assert.deepEqual(await client.search({ flagged: true }), [2]);
    assert.deepEqual(await client.search({ header: { subject: 'Grüße' }, seen: false }, { uid: true }), [2, 3]);
    await client.messageFlagsAdd('3', ['\\Answered']);
    await client.messageFlagsRemove('1', ['\\Seen']);
    assert.deepEqual(await client.search({ seen: false }), [1, 2, 3]);
    await client.messageCopy('1:2', 'Büro');
    await client.messageMove('3', 'Büro');
    await client.messageDelete('1');
    assert.equal(client.mailbox.exists, 1);
  } finally {
    lock.release();
  }
  assert.equal((await client.status('Büro', { messages: true })).messages, 3);
  await client.mailboxRename('Büro', 'Amt');
  await client.mailboxDelete('Amt');
  await client.logout();
  console.log('done');
}

job().catch((error) => {
  console.error(error);
  process.exit(1);
});
