"""Rule packs from their files: parsed, validated, and every mistake named with its file and line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from advocate import resources
from advocate.analysis.lexicons.matching import Matcher
from advocate.analysis.lexicons.model import LexiconFile
from advocate.analysis.rules.model import Binding, DoNotCite, Element, Instrument, Manifest, Pack, Rule
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import CreditorType

#: A pack is written by people: what is larger or deeper is no pack.
MAX_BYTES = 4_000_000
MAX_DEPTH = 16
DEFAULT = "cn"
#: Before the names of files of the pack that another one extends.
_BELOW = "below/"

Model = TypeVar("Model", bound=BaseModel)

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Several(BaseModel):
    """A file that is one list; the field exists to give pydantic a root."""

    model_config = ConfigDict(extra="forbid", strict=True)


class _Rules(_Several):
    entries: tuple[Rule, ...]


class _Instruments(_Several):
    entries: tuple[Instrument, ...]


class _DoNotCite(_Several):
    entries: tuple[DoNotCite, ...]


class _Elements(_Several):
    entries: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a pack's own files hold."""

    instruments: tuple[Instrument, ...]
    rules: tuple[Rule, ...]
    wrong: tuple[DoNotCite, ...]
    lexicon: LexiconFile
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """A pack ready for use: its records by id and its compiled lexicon."""

    pack: Pack
    matcher: Matcher
    rules: dict[str, Rule]
    instruments: dict[str, Instrument]
    elements: dict[str, Element]
    digest: str = ""

    @property
    def name(self) -> str:
        """Return the pack's name."""
        return self.pack.manifest.name

    @property
    def version(self) -> str:
        """Return the pack's version."""
        return self.pack.manifest.version


def parse(data: bytes, model: type[Model], file: str, *, root: str = "") -> Model:
    """Read YAML bytes as ``model``; with ``root`` the file is a list and becomes that field.

    Raises `UserError` ``bad_rule_pack`` naming file, line, record and field. Aliases are refused: they can blow up.
    """
    if len(data) > MAX_BYTES:
        raise UserError("bad_rule_pack", file=file, line=0, where="", problem="file too large")
    try:
        _refuse_bombs(data, file)
        loaded = yaml.load(data, Loader=_LOADER)  # noqa: S506 - the safe loader, in C where there is one
        text = json.dumps({root: loaded} if root else loaded, default=str, ensure_ascii=False)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", None) or type(error).__name__)
        raise UserError(
            "bad_rule_pack", file=file, line=mark.line + 1 if mark else 0, where="YAML", problem=problem
        ) from error
    except (ValueError, RecursionError, TypeError) as error:
        raise UserError("bad_rule_pack", file=file, line=0, where="YAML", problem=str(error)[:200]) from error
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        location = tuple(part for part in first["loc"] if part != root) if root else first["loc"]
        raise UserError(
            "bad_rule_pack",
            file=file,
            line=_line_of(data, location),
            where=_named(loaded, location),
            problem=str(first["msg"])[:300],
        ) from error


def _refuse_bombs(data: bytes, file: str) -> None:
    depth = 0
    for event in yaml.parse(data, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            line = _line(event)
            raise UserError("bad_rule_pack", file=file, line=line, where="YAML", problem="aliases (*) are not allowed")
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                line = _line(event)
                raise UserError("bad_rule_pack", file=file, line=line, where="YAML", problem="nested too deeply")
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            depth -= 1


def _line_of(data: bytes, location: tuple[int | str, ...]) -> int:
    """Return the line (from 1) of the deepest part of ``location`` that the file has."""
    node: Any = yaml.compose(data, Loader=_LOADER)
    if node is None:
        return 1
    for part in location:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
        elif isinstance(node, yaml.MappingNode):
            found = [value for key, value in node.value if key.value == str(part)]
            if found:
                node = found[0]
    return _line(node)


def _line(marked: Any) -> int:
    """Return the line (from 1) on which a YAML event or node begins."""
    return int(marked.start_mark.line) + 1


def _named(loaded: Any, location: tuple[int | str, ...]) -> str:
    """Return the place in words: the record's id where it has one, then the fields."""
    parts = [str(part) for part in location]
    if location and isinstance(location[0], int) and isinstance(loaded, list) and location[0] < len(loaded):
        record = loaded[location[0]]
        if isinstance(record, dict) and isinstance(record.get("id"), str):
            parts[0] = record["id"]
    return " › ".join(parts)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UserError(
            "bad_rule_pack", file=path.name, line=0, where="", problem=error.strerror or "OSError"
        ) from error


def files(folder: Path, *, rules: Path | None = None) -> dict[str, bytes]:
    """Return the files of the pack in ``folder`` by name, its lexicon as ``lexicons/NAME.yaml``.

    ``rules`` replaces its rule file. A folder without a ``pack.yaml`` is part of a pack: what it lacks comes from the
    shipped one. Raises `UserError` ``bad_rule_pack``.
    """
    whole = (folder / "pack.yaml").is_file()
    shipped = resources.path("law", DEFAULT)
    found: dict[str, bytes] = {}
    if whole:
        found |= _shared(folder)
    for name in ("pack.yaml", "instruments.yaml", "rules.yaml", "elements.yaml", "do_not_cite.yaml"):
        path = rules if rules is not None and name == "rules.yaml" else folder / name
        if not path.is_file() and not whole and path != rules:
            path = shipped / name
        if path.is_file():
            found["rules.yaml" if name == "rules.yaml" else name] = _read(path)
        elif name in ("pack.yaml", "instruments.yaml", "rules.yaml"):
            raise UserError("bad_rule_pack", file=name, line=0, where="", problem="the file is missing")
    manifest = parse(found["pack.yaml"], Manifest, "pack.yaml")
    if not manifest.lexicon.isidentifier():
        raise UserError("bad_rule_pack", file="pack.yaml", line=0, where="lexicon", problem="not a plain name")
    own = folder / f"lexicon_{manifest.lexicon}.yaml"
    found[f"lexicons/{manifest.lexicon}.yaml"] = _read(
        own if own.is_file() else resources.path("lexicons", f"{manifest.lexicon}.yaml")
    )
    return found


def _shared(folder: Path) -> dict[str, bytes]:
    """Return what a whole pack takes from elsewhere: the pack that it extends, and the elements that all share."""
    manifest = parse(_read(folder / "pack.yaml"), Manifest, "pack.yaml")
    found: dict[str, bytes] = {}
    if manifest.extends:
        below = resources.path("law", manifest.extends)
        if not manifest.extends.isidentifier() or not (below / "pack.yaml").is_file() or below == folder:
            raise UserError("bad_rule_pack", file="pack.yaml", line=0, where="extends", problem="no such pack")
        found |= {f"{_BELOW}{name}": data for name, data in files(below).items()}
    elif not (folder / "elements.yaml").is_file():
        found["elements.yaml"] = _read(resources.path("law", "elements.yaml"))
    return found


def _merged(below: Pack, manifest: Manifest, own: _Parts) -> Pack:
    """Return a pack with the rules of the one below it: whom either binds is bound by both."""
    bindings = dict(below.manifest.bindings)
    for kind, binding in manifest.bindings.items():
        base = bindings.get(kind) or below.manifest.bindings[CreditorType.UNKNOWN]
        bindings[kind] = Binding(binds=base.binds + binding.binds, question=base.question | binding.question)
    known = {element.id for element in own.elements}
    return Pack(
        manifest=manifest.model_copy(update={"bindings": bindings}),
        instruments=below.instruments + own.instruments,
        rules=below.rules + own.rules,
        do_not_cite=below.do_not_cite + own.wrong,
        lexicon=own.lexicon,
        elements=tuple(e for e in below.elements if e.id not in known) + own.elements,
    )


def open_files(found: Mapping[str, bytes], rule_file: str = "rules.yaml") -> Book:
    """Return the book of a pack's files as `files` gives them; ``rule_file`` is the name for mistakes in its rules.

    Raises `UserError` ``bad_rule_pack``.
    """
    manifest = parse(found["pack.yaml"], Manifest, "pack.yaml")
    lexicon_file = f"lexicons/{manifest.lexicon}.yaml"
    instruments = parse(found["instruments.yaml"], _Instruments, "instruments.yaml", root="entries").entries
    entries = parse(found["rules.yaml"], _Rules, rule_file, root="entries").entries
    elements = parse(found.get("elements.yaml", b"[]"), _Elements, "elements.yaml", root="entries").entries
    wrong = parse(found.get("do_not_cite.yaml", b"[]"), _DoNotCite, "do_not_cite.yaml", root="entries").entries
    lexicon = parse(found.get(lexicon_file, b""), LexiconFile, lexicon_file)
    own = _Parts(instruments, entries, wrong, lexicon, elements)
    below = {name.removeprefix(_BELOW): data for name, data in found.items() if name.startswith(_BELOW)}
    try:
        if below:
            pack = _merged(open_files(below).pack, manifest, own)
        else:
            pack = Pack(
                manifest=manifest,
                instruments=instruments,
                rules=entries,
                do_not_cite=wrong,
                lexicon=lexicon,
                elements=elements,
            )
    except ValidationError as error:
        problem = str(error.errors(include_url=False, include_input=False)[0]["msg"])[:300]
        raise UserError("bad_rule_pack", file=rule_file, line=0, where=manifest.name, problem=problem) from error
    return Book(
        pack,
        Matcher(lexicon),
        {rule.id: rule for rule in pack.rules},
        {instrument.id: instrument for instrument in pack.instruments},
        {element.id: element for element in pack.elements},
        digest(found),
    )


def digest(found: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of a pack's files, by which one text of a pack is told from another."""
    total = hashlib.sha256()
    for name in sorted(found):
        total.update(name.encode() + b"\0" + hashlib.sha256(found[name]).digest())
    return total.hexdigest()


def load(folder: Path, *, rules: Path | None = None) -> Book:
    """Load the pack in ``folder``; ``rules`` replaces its rule file.

    Raises `UserError` ``bad_rule_pack``.
    """
    return open_files(files(folder, rules=rules), rules.name if rules else "rules.yaml")


@lru_cache(maxsize=8)
def book(name: str = DEFAULT) -> Book:
    """Return a shipped pack, loaded once; raises `UserError` ``unknown_rule_pack``."""
    if name not in names():
        raise UserError("unknown_rule_pack", name=name[:40], known=", ".join(names()))
    return load(resources.path("law", name))


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Return the names of the shipped packs."""
    return tuple(sorted(path.parent.name for path in resources.path("law").glob("*/pack.yaml")))
