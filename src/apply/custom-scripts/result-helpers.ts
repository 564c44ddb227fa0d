/** `$ERROR_GEN_PATH`: how a script says what it found. */
export const errorGen = `#!/bin/sh
# Writes otrb_output.xml, the result of a test: -ok ID [METRIC VALUE]… or -error ID CLASS DETAIL [METRIC VALUE]…

case \${1:-} in
  -ok | -error) ;;
  *)
    {
      echo "$(date) Unknown option \${1:-}"
      echo 'Usage: -error|-ok [params]'
      echo '       -error id failstr detailfail [metricid metricval]+'
      echo '       -ok    id                    [metricid metricval]+'
    } 1>&2
    exit 1
    ;;
esac
now=$(date -u '+%Y-%m-%dT%H:%M:%S+00:00')
exec awk '
  function escape(text) {
    gsub(/&/, "\\\\&amp;", text); gsub(/</, "\\\\&lt;", text); gsub(/>/, "\\\\&gt;", text); gsub(/"/, "\\\\&quot;", text)
    return text
  }
  function metric(name, value) {
    gsub(/\\n/, " ", value)
    print "    <metric name=\\"" escape(name) "\\" ts=\\"" ARGV[1] "\\" uri=\\"local\\">" escape(value) "</metric>"
  }
  BEGIN {
    failed = ARGV[2] == "-error"
    print "<?xml version=\\"1.0\\"?>\\n<OSGTestResult id=\\"" escape(ARGV[3]) "\\" version=\\"4.3.1\\">\\n  <result>"
    print "    <status>" (failed ? "ERROR" : "OK") "</status>"
    if (failed) metric("failure", ARGV[4] == "" ? "Unknown" : ARGV[4])
    for (n = failed ? 6 : 4; n + 1 < ARGC; n += 2) metric(ARGV[n], ARGV[n + 1])
    print "  </result>"
    if (failed) {
      detail = escape(ARGV[5]); gsub(/\\n/, "\\n    ", detail)
      print "  <detail>\\n    " detail "\\n  </detail>"
    }
    print "</OSGTestResult>"
  }' "$now" "$@" > otrb_output.xml
`;

/** Results of periodic scripts; those of the set-up are written by the pilot itself. */
export const errorAugment = `#!/bin/sh
# Puts the result of a test into its frame: -init; -process STATUS ID DIRECTORY COMMAND START END; -concat; -locked-concat.

moment() { # EPOCH SECONDS
  date -u --date="@$1" '+%Y-%m-%dT%H:%M:%S+00:00' 2>/dev/null || date -u '+%Y-%m-%dT%H:%M:%S+00:00'
}

escape() { # TEXT
  printf '%s' "$1" | sed -e 's/&/\\&amp;/g' -e 's/</\\&lt;/g' -e 's/>/\\&gt;/g' -e 's/"/\\&quot;/g'
}

process() {
  expected=OK
  [ "$1" -eq 0 ] 2>/dev/null || expected=ERROR
  {
    echo '<?xml version="1.0"?>'
    echo "<OSGTestResult id=\\"$(escape "$2")\\" version=\\"4.3.1\\">"
    echo '  <operatingenvironment>'
    echo "    <env name=\\"cwd\\">$(escape "$3")</env>"
    echo '  </operatingenvironment>'
    echo '  <test>'
    echo "    <cmd>$(escape "$4")</cmd>"
    echo "    <tStart>$(moment "$5")</tStart>"
    echo "    <tEnd>$(moment "$6")</tEnd>"
    echo '  </test>'
    # Whole, and of one mind with the exit status; otherwise the script said nothing that can be used.
    awk -v expected="$expected" '
      /<OSGTestResult /{ inside = 1; next } /<\\/OSGTestResult>/{ closed = 1; inside = 0 }
      inside { text = text $0 "\\n"; if (/<result>/) opened = 1; if (/<\\/result>/) ended = 1
        if (/<status>/) status = ($0 ~ "<status>[ ]*" expected "[ ]*</status>") }
      END { if (closed && opened && ended && status) { printf "%s", text; exit }
        printf "  <result>\\n    <status>%s</status>\\n  </result>\\n  <detail>\\n", expected
        print "     The test script did not produce an XML file. No further information available.\\n  </detail>" }' \\
      otrb_output.xml 2>/dev/null
    echo '</OSGTestResult>'
  } > otrx_output.xml
}

list_file() {
  if [ -f otr_outlist.list ]; then echo otr_outlist.list; else echo "$(cd "$(dirname "$0")/.." && pwd -P)/otr_outlist.list"; fi
}

concat() { # appended in one write, so that others can append at the same time
  list=$(list_file)
  [ -e "$list" ] && chmod u+w "$list"
  awk '/<OSGTestResult/{ inside = 1 } inside { text = text $0 "\\n" } /<\\/OSGTestResult>/{ inside = 0 } END { printf "%s", text }' otrx_output.xml >> "$list"
}

what=\${1:-}
[ $# -gt 0 ] && shift
case $what in
  -init) echo > otrb_output.xml ;;
  -process) process "$@" ;;
  -concat | -locked-concat) concat ;;
  *)
    echo "Usage: -init | -process errno id cwd cmdline start end | -concat | -locked-concat" 1>&2
    exit 1
    ;;
esac
`;
