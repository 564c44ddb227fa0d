use strict;
use IO::Socket::INET;
my ($url, $path, $agent, $proxy) = @ARGV;
sub fail { print STDERR "$_[0]\n"; exit 1 }
$SIG{ALRM} = sub { fail("no answer within 60 s") };
for my $hop (1 .. 5) {
  my ($host, $file) = $url =~ m{^http://([^/]+)(/.*)?$} or fail("not http: $url");
  my $server = $proxy ne "" ? $proxy : $host;
  $server =~ s{^https?://}{};
  $server =~ s{/.*}{};
  $server .= ":80" unless $server =~ /:\d+$/;
  alarm 60;
  my $to = IO::Socket::INET->new(PeerAddr => $server, Timeout => 20) or fail("no connection to $server: $!");
  my $what = $proxy ne "" ? $url : defined $file ? $file : "/";
  print $to "GET $what HTTP/1.0\r\nHost: $host\r\nUser-Agent: $agent\r\nConnection: close\r\n\r\n";
  $to->flush;
  my $status = <$to>;
  fail("the connection ended") unless defined $status;
  my ($length, $location) = (-1, "");
  while (defined(my $line = <$to>)) {
    last if $line =~ /^\r?$/;
    $length = $1 if $line =~ /^content-length:\s*(\d+)/i;
    $location = $1 if $line =~ /^location:\s*(\S+)/i;
  }
  if ($status =~ m{^HTTP/\S+ 30[12378]} and $location ne "") { $url = $location; next }
  $status =~ s/\s+$//;
  fail($status) unless $status =~ m{^HTTP/\S+ 200};
  open(my $into, ">", $path) or fail("$path: $!");
  binmode $into;
  my ($block, $all) = ("", 0);
  while (alarm(60), read($to, $block, 65536)) { print $into $block or fail("$path: $!"); $all += length $block }
  close($into) or fail("$path: $!");
  fail("it ended after $all of $length bytes") if $length >= 0 and $all != $length;
  exit 0;
}
fail("too many redirections");
