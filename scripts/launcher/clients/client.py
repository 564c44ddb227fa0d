import sys
try:
    from urllib.request import Request, urlopen
except ImportError:
    from urllib2 import Request, urlopen
url, path, agent = sys.argv[1:]
try:
    answer = urlopen(Request(url, headers={"User-Agent": agent}), timeout=30)
    into = open(path, "wb")
    block = answer.read(65536)
    while block:
        into.write(block)
        block = answer.read(65536)
    into.close()
except Exception as problem:
    sys.stderr.write("%s\n" % (str(problem).splitlines() or ["failed"])[0])
    sys.exit(1)
