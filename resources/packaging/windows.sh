#!/usr/bin/env bash
# Makes Windows' own Python, NumPy and Qt run here under Wine, to try this checkout on them.
#
#     bash resources/packaging/windows.sh FOLDER     as root on Debian 13; some 3 minutes, 1 GB
#     FOLDER/python -m digitpad                      opens the window on $DISPLAY, else unseen
#     FOLDER/python -m pytest tests/core             QT_QPA_PLATFORM=offscreen shows no window
#
# Python's binaries come from a wheel of panda3d, which brings them along, its modules from Debian.
# What Wine 10 lacks is made here, by mingw. Text has the widths of Arial: nothing that is seen tells
# how Windows' own fonts, taskbar or consoles look.
set -euo pipefail
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
mkdir -p "$1"
cd "$1"

apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install wine wine64 xvfb unzip \
    gcc-mingw-w64-x86-64 python3.13 libpython3.13-stdlib python3-venv fonts-liberation >apt.log
[ -x tools/bin/python ] || python3 -m venv tools
tools/bin/pip install --quiet pefile

fetch() { # fetches wheels for Windows into a folder: fetch FOLDER WHAT...
    tools/bin/pip download --quiet --only-binary=:all: --platform win_amd64 --python-version 3.13 \
        --implementation cp -d "$@"
}
fetch panda3d --no-deps panda3d==1.10.16
fetch wheels numpy PySide6-Essentials pyqtgraph msgspec orjson threadpoolctl colorama \
    pytest pytest-qt pytest-xdist hypothesis jsonschema

# Python's folder, as its installer lays it out.
rm -rf windows panda3d/deploy_libs
mkdir -p windows/DLLs windows/Lib fonts
unzip -q panda3d/*.whl 'deploy_libs/*' -d panda3d
mv panda3d/deploy_libs/{python313,VCRUNTIME140*}.dll windows/
find panda3d/deploy_libs -name '*.pyd' ! -name '*cp313t*' ! -name '_test*' -exec mv {} windows/DLLs/ \;
find panda3d/deploy_libs \( -name 'lib*.dll' -o -name 'sqlite3.dll' \) -exec mv {} windows/DLLs/ \;
cp -r /usr/lib/python3.13/. windows/Lib/
rm -rf windows/Lib/{lib-dynload,test,dist-packages,EXTERNALLY-MANAGED,sitecustomize.py} \
    windows/Lib/{config-3*,_sysconfigdata*}
site=windows/Lib/site-packages
mkdir -p "$site"
for wheel in wheels/*.whl; do unzip -q -o "$wheel" -d "$site"; done
# The checkout itself, as an editable install has it: its metadata, and a path to it.
rm -rf own
tools/bin/pip wheel --quiet --no-deps -w own "$checkout"
unzip -q -o own/*.whl '*.dist-info/*' -d "$site"
printf 'Z:%s\n' "${checkout//\//\\}" >"$site/checkout.pth"
# Wine keeps this system's variables for Qt from programs for Windows; the command below renames them.
cat >"$site/sitecustomize.py" <<'PYTHON'
import os

for name in [name for name in os.environ if name.startswith("WINE_QT_")]:
    os.environ[name.removeprefix("WINE_")] = os.environ.pop(name)
PYTHON
cp /usr/share/fonts/truetype/liberation/LiberationSans-{Regular,Bold}.ttf fonts/

# The two programs, and the libraries that Wine lacks.
cat >python.c <<'C'
#include <windows.h>
#include <shellapi.h>

static int run(int count, wchar_t **words) {
    HMODULE library = LoadLibraryW(L"python313.dll");
    int (*begin)(int, wchar_t **);
    if (!library) return 127;
    begin = (void *)GetProcAddress(library, "Py_Main");
    return begin(count, words);
}

int wmain(int count, wchar_t **words) { return run(count, words); }

int WINAPI wWinMain(HINSTANCE a, HINSTANCE b, PWSTR line, int show) {
    int count;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
    return run(count, words);
}
C
cc=x86_64-w64-mingw32-gcc
$cc -municode -O1 -o windows/python.exe python.c
$cc -municode -O1 -mwindows -o windows/pythonw.exe python.c

tools/bin/python - "$cc" <<'PYTHON'
"""Makes python3.dll, empty answers for what Qt asks of Windows, and NumPy's complex functions."""

import subprocess
import sys
from pathlib import Path

import pefile

HEAD = "int __stdcall DllMain(void *a, unsigned b, void *c) { return 1; }\n"
WINDOWS = Path("windows")


def make(name, code, exports, *options):
    """A library of these lines of C, which exports these names."""
    stem = name.removesuffix(".dll")
    Path(f"{stem}.c").write_text(code)
    Path(f"{stem}.def").write_text("\n".join([f"LIBRARY {name}", "EXPORTS", *exports]) + "\n")
    files = [f"{stem}.c", f"{stem}.def"]
    command = [sys.argv[1], "-O2", "-shared", "-o", WINDOWS / name, *files, *options]
    subprocess.run(command, check=True)


def without_c(name, code, exports):
    make(name, HEAD + code, exports, "-nostdlib", "-e", "DllMain")


python = pefile.PE(str(WINDOWS / "python313.dll"))
names = [symbol.name.decode() for symbol in python.DIRECTORY_ENTRY_EXPORT.symbols if symbol.name]
without_c("python3.dll", "", [f"{name} = python313.{name}" for name in names])

# Qt asks ICU for rare encodings, and mscms for the colours of a screen: there are none.
ICU = """ucnv_close ucnv_reset UCNV_FROM_U_CALLBACK_SUBSTITUTE UCNV_TO_U_CALLBACK_SUBSTITUTE
    ucnv_getToUCallBack ucnv_getFromUCallBack ucnv_setToUCallBack ucnv_setFromUCallBack
    ucnv_cbToUWriteUChars ucnv_cbFromUWriteUChars ucnv_toUnicode ucnv_fromUnicode
    ucnv_toUCountPending ucnv_fromUCountPending ucnv_countAvailable ucnv_getAvailableName
    ucnv_getStandardName ucnv_getMaxCharSize""".split()
COLORS = ["OpenColorProfileW", "WcsCreateIccProfile", "CloseColorProfile"]
NONE = "void *{}(void) {{ return 0; }}\n"
FAILS = "void *{}(void *a, int *error) {{ if (error) *error = 4; return 0; }}\n"
FAILING = ["ucnv_open", "ucnv_getName"]
code = "".join(map(NONE.format, ICU)) + "".join(map(FAILS.format, FAILING))
without_c("icuuc.dll", code, [*ICU, *FAILING])
COLORS.append("GetColorProfileFromHandle")
without_c("mscms.dll", "".join(map(NONE.format, COLORS)), COLORS)

# NumPy asks ucrtbase for these, of which Wine 10 has the names alone. Here they are mingw's, in a
# library with a name as long as that which NumPy's files name. A long double is a double.
OLD, NEW = "api-ms-win-crt-math-l1-1-0.dll", "wine10-complex-math-l1-1-0.dll"
REAL = {"creal": "__real__ z", "cimag": "__imag__ z", "cabs": "cabs(z)", "carg": "carg(z)"}
COMPLEX = "cexp clog csqrt csin ccos ctan csinh ccosh ctanh casin cacos catan casinh cacosh catanh"
code = "#include <complex.h>\n"
for end, kind in (("", "double"), ("f", "float")):
    code += f"""
typedef struct {{ {kind} re, im; }} C{end};
static {kind} _Complex in{end}(C{end} a) {{ return __builtin_complex(a.re, a.im); }}
static C{end} out{end}({kind} _Complex z) {{ return (C{end}){{ __real__ z, __imag__ z }}; }}
C{end} own_cpow{end}(C{end} a, C{end} b) {{ return out{end}(cpow{end}(in{end}(a), in{end}(b))); }}
"""
    for name, value in REAL.items():
        code += f"{kind} own_{name}{end}(C{end} a) {{ {kind} _Complex z = in{end}(a); "
        code += f"return {value.replace('(z)', f'{end}(z)')}; }}\n"
    for name in COMPLEX.split():
        code += f"C{end} own_{name}{end}(C{end} a) {{ return out{end}({name}{end}(in{end}(a))); }}\n"
own = {name + end for name in ["cpow", *REAL, *COMPLEX.split()] for end in ("", "f")}

wanted, changed = set(), []
for path in (WINDOWS / "Lib/site-packages/numpy").rglob("*.pyd"):
    entries = getattr(pefile.PE(data=path.read_bytes()), "DIRECTORY_ENTRY_IMPORT", [])
    of_math = [entry for entry in entries if entry.dll.decode().lower() == OLD]
    found = {symbol.name.decode() for entry in of_math for symbol in entry.imports}
    if found & (own | {f"{name}l" for name in own}):
        wanted |= found
        changed.append(path)
exports = []
for name in sorted(wanted):
    short = name.removesuffix("l")
    if name in own or short in own:
        exports.append(f"{name} = own_{name if name in own else short}")
    else:
        exports.append(f"{name} = ucrtbase.{short if name in ('cbrtl', 'copysignl') else name}")
make(NEW, code, exports, "-static-libgcc")
for path in changed:
    path.write_bytes(path.read_bytes().replace(OLD.encode(), NEW.encode()))
PYTHON

cat >python <<'SH'
#!/usr/bin/env bash
# This folder's Python for Windows, under Wine; without $DISPLAY on a screen that nobody sees.
here=$(dirname "$(readlink -f "$0")")
export WINEPREFIX=$here/prefix WINEARCH=win64 WINEDEBUG=-all
export WINEDLLOVERRIDES="mscoree,mshtml,winedbg.exe=;mscms=n,b"
export QT_QPA_FONTDIR="Z:$here/fonts" # the offscreen platform finds no others
for name in "${!QT_@}"; do export "WINE_$name=${!name}"; done
[ -n "${DISPLAY:-}" ] || exec xvfb-run -a -s "-screen 0 1600x1000x24" "$0" "$@"
[ -d "$WINEPREFIX" ] || wineboot -i >/dev/null 2>&1
exec wine "$here/windows/python.exe" "$@"
SH
chmod +x python
./python -c 'import sys, numpy, PySide6.QtWidgets as q; print(sys.version, numpy.__version__, q)'
