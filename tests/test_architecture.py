"""The rules of the house that no other tool holds."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PUBLIC_FACES = ("views", "feeds", "sitemaps", "api", "templatetags")
WRITES = {
    "bulk_create",
    "bulk_update",
    "create",
    "delete",
    "get_or_create",
    "update",
    "update_or_create",
}


def modules(*packages: str) -> Iterator[Path]:
    """Every Python file of the packages but migrations, relative to the project."""
    for package in packages:
        for file in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file.relative_to(ROOT)


def calls(module: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse((ROOT / module).read_text())):
        if isinstance(node, ast.Call):
            yield node


def texts(*folders: str, suffixes: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in suffixes:
                yield file.relative_to(ROOT), file.read_text()


# --- Layers ---------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the code with its import contracts."""
    ignore = shutil.ignore_patterns("__pycache__", "starter")
    for package in ("jobdesc", "roles"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(folder: Path) -> tuple[int, str]:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [command, "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_the_layers_hold(copy: Path) -> None:
    code, said = lint_imports(copy)
    assert code == 0, said


def test_a_module_without_a_layer_is_refused(copy: Path) -> None:
    (copy / "roles" / "helpers.py").touch()
    code, said = lint_imports(copy)
    assert code == 1
    assert "roles.helpers" in said


@pytest.mark.parametrize("module", ["roles.models", "roles.publishing", "roles.drafting"])
def test_a_view_that_reaches_for_working_copies_is_refused(copy: Path, module: str) -> None:
    (copy / "roles" / "views" / "stray.py").write_text(f"import {module}\n")
    code, said = lint_imports(copy)
    assert code == 1
    assert f"roles.views.stray -> {module}" in said


def test_the_app_that_imports_its_site_is_refused(copy: Path) -> None:
    (copy / "roles" / "dates.py").write_text("import jobdesc.settings\n")
    code, said = lint_imports(copy)
    assert code == 1
    assert "roles.dates -> jobdesc.settings" in said


def test_every_public_face_is_named_in_its_contract() -> None:
    (public,) = (
        contract
        for contract in PYPROJECT["tool"]["importlinter"]["contracts"]
        if contract["id"] == "public"
    )
    there = {
        f"roles.{face}"
        for face in PUBLIC_FACES
        if (ROOT / "roles" / face).is_dir() or (ROOT / "roles" / f"{face}.py").is_file()
    }
    assert set(public["source_modules"]) == there


# --- One place for each danger --------------------------------------------------------------------


def test_only_the_text_layer_vouches_for_html() -> None:
    vouching = {
        module
        for module in modules("roles", "jobdesc")
        for call in calls(module)
        if ast.unparse(call.func).split(".")[-1] in {"mark_safe", "SafeString", "SafeText"}
        and module.parts[:2] != ("roles", "text")
    }
    assert vouching == set()


def test_no_template_turns_escaping_off() -> None:
    off = re.compile(r"\|\s*(safe|safeseq)\b|\bautoescape\s+off\b")
    assert [
        str(path) for path, text in texts("templates", suffixes=(".html",)) if off.search(text)
    ] == []


def test_no_template_holds_what_the_content_security_policy_refuses() -> None:
    inline = re.compile(
        r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:"
        r"|<script\b(?![^>]*\b(src=|type=\"(application/ld\+json|speculationrules)\"))",
        re.IGNORECASE,
    )
    found = [
        f"{path}: {match[0]}"
        for path, text in texts("templates", suffixes=(".html",))
        for match in inline.finditer(text)
    ]
    assert found == []


def test_only_publishing_makes_editions() -> None:
    makers = {
        str(module)
        for module in modules("roles", "jobdesc")
        for call in calls(module)
        if ast.unparse(call.func).split(".")[-1] == "Edition"
    }
    # The preview shows an edition of its own making and never saves it.
    assert makers == {"roles/publishing.py", "roles/timeline.py", "roles/admin/preview.py"}
    preview = {ast.unparse(call.func) for call in calls(Path("roles/admin/preview.py"))}
    assert [name for name in preview if name.split(".")[-1] in {"save", *WRITES}] == []


def test_only_publishing_changes_editions() -> None:
    edition = re.compile(r"\bEdition\.objects\b|\beditions\b")
    writers = {
        str(module)
        for module in modules("roles", "jobdesc")
        for call in calls(module)
        if (
            isinstance(call.func, ast.Attribute)
            and call.func.attr in WRITES
            and edition.search(ast.unparse(call.func.value))
        )
        or (ast.unparse(call.func) == "insert_all" and edition.search(ast.unparse(call)))
    }
    assert writers - {"roles/publishing.py", "roles/timeline.py"} == set()


# --- Form -----------------------------------------------------------------------------------------


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {
        str(module): len((ROOT / module).read_text().splitlines())
        for module in modules("roles", "jobdesc")
    }
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}


def test_every_ignored_type_error_is_named() -> None:
    bare = re.compile(r"#\s*type:\s*ignore(?!\[)")
    ignoring = [
        str(module)
        for module in modules("roles", "jobdesc", "tests")
        if module.name != "test_architecture.py" and bare.search((ROOT / module).read_text())
    ]
    assert ignoring == []


def test_nothing_is_left_for_later() -> None:
    later = re.compile("|".join(rf"\b{word[::-1]}\b" for word in ("ODOT", "EMXIF")))
    suffixes = (".py", ".html", ".css", ".js", ".toml", ".md")
    found = [
        str(path)
        for path, text in texts(
            "roles", "jobdesc", "tests", "templates", "static", suffixes=suffixes
        )
        if later.search(text)
    ]
    assert found == []


def test_migrations_are_named_by_hand() -> None:
    names = [file.stem for file in (ROOT / "roles" / "migrations").glob("0*.py")]
    assert [name for name in names if re.match(r"\d{4}_auto|.*_and_more$", name)] == []


def test_the_lock_files_hold_pins_and_hashes_and_no_addresses() -> None:
    line = re.compile(
        r"[a-z0-9.-]+(\[[a-z0-9, -]+\])?==\S+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
    )
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text().splitlines()
        assert [each for each in lines if not line.fullmatch(each)] == [], name


def test_the_tests_run_on_the_versions_that_are_served() -> None:
    def pins(name: str) -> set[str]:
        lines = (ROOT / name).read_text().splitlines()
        return {line.rstrip(" \\") for line in lines if "==" in line.partition(";")[0]}

    without_extras = {re.sub(r"\[.*\]", "", pin) for pin in pins("requirements-dev.txt")}
    assert {re.sub(r"\[.*\]", "", pin) for pin in pins("requirements.txt")} <= without_extras


# --- What operators read ------------------------------------------------------------------------


def test_the_readme_names_every_environment_variable() -> None:
    settings = (ROOT / "jobdesc" / "settings.py").read_text()
    read = re.findall(r"(?:_text|_secret|_number|env\.\w+)\(\s*\"([A-Z_]+)\"", settings)
    readme = (ROOT / "README.md").read_text()
    assert [name for name in sorted(set(read)) if f"`{name}`" not in readme] == []
    assert len(set(read)) > 10


def test_the_readme_names_every_command() -> None:
    commands = (ROOT / "roles" / "management" / "commands").glob("[a-z]*.py")
    readme = (ROOT / "README.md").read_text()
    assert [file.stem for file in commands if f"`{file.stem}" not in readme] == []


def test_the_readme_names_every_make_target() -> None:
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    readme = (ROOT / "README.md").read_text()
    assert [name for name in targets if f"`make {name}" not in readme] == []
