# Builds Apptainer's setuid helper from Debian's source package, and nothing else of it. Runs in the root of the tools:
# /work has the source package, $1 is the directory of the libraries (LIBEXECDIR), $2 the version.
set -eu
export PATH=/usr/bin:/bin HOME=/work GO111MODULE=off GOFLAGS= GOCACHE=/work/go-cache CGO_CFLAGS=-O1 LC_ALL=C
export GOPATH=/work/go:/usr/share/gocode
source=/work/go/src/github.com/apptainer/apptainer
mkdir -p "$source"
tar -xf /work/apptainer_*.orig.tar.* -C "$source" --strip-components=1
tar -xf /work/apptainer_*.debian.tar.* -C "$source"
cd "$source"
while read -r name; do patch -s -p1 <"debian/patches/$name"; done <debian/patches/series
echo "$2" >VERSION
ln -sf mawk /usr/bin/awk # an alternative, which only an installation makes
# As debian/rules has it, but for --with-suid.
./mconfig -b builddir -V "$2" --prefix=/usr --sysconfdir=/etc --libexecdir="$1" --localstatedir=/var/lib \
  --without-network --with-suid >/work/mconfig.log 2>&1 || :
test -e builddir/Makefile || { tail -n 5 /work/mconfig.log >&2; exit 1; }
(cd internal/pkg/buildcfg && go run confgen/gen.go "$source/builddir/config.h")
tags=$(sed -n 's/^GO_TAGS_SUID *[:+]= *//p' builddir/Makefile | tr '\n' ' ')
go build -buildmode=pie -tags "$tags" -ldflags "-s -w" -o /work/starter-suid cmd/starter/main_linux.go
