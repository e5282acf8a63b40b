# Copies mail as imapsync does, by the library that speaks IMAP for it and tells of it: PORT, for TLS the certificate's file,
# and `starttls` if TLS is to begin in the middle of the connection.

use strict;
use warnings;
use Mail::IMAPClient;

my ($port, $certificate, $starttls) = @ARGV;
my $trust = $certificate && [SSL_ca_file => $certificate];
my $imap = Mail::IMAPClient->new;
# imapsync's own settings; the long message below is longer than the buffer.
$imap->Debug_fh(*STDOUT);
$imap->Ssl($trust) if $trust && !$starttls;
$imap->Starttls($trust) if $starttls;
$imap->Server('localhost');
$imap->Port($port);
$imap->Fast_io(1);
$imap->Buffer(4096);
$imap->Uid(1);
$imap->Peek(1);
$imap->Debug(1);
$imap->Timeout(20);

sub done { shift or die $imap->LastError; }

done($imap->connect);
done($imap->capability);
$imap->User('anna');
$imap->Password('geheim');
done($imap->login);
done($imap->folders);
done($imap->select('INBOX'));
my @messages = $imap->messages;
done($imap->fetch_hash(\@messages, 'FLAGS', 'INTERNALDATE', 'RFC822.SIZE'));
done($imap->parse_headers(\@messages, 'Message-ID', 'Received'));
my $long = "Subject: lang\r\n\r\n" . "Eine von vielen Zeilen.\r\n" x 200 . "\r\n";
my $uid = done($imap->append_string('INBOX', $long, '\Seen', '"14-Oct-2003 10:00:00 +0200"'));
for my $message (@messages, $uid) {
    my $copy = '';
    open(my $file, '>', \$copy) or die;
    done($imap->message_to_file($file, $message));
}
done($imap->logout);
