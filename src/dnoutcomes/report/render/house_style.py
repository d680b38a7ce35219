"""HouseStyle: a clinic's name, logo, colours, language and templates. None of it touches a number."""

from __future__ import annotations

import base64
import hashlib
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from dnoutcomes.errors import StyleError
from dnoutcomes.figures.colours import OF_MARKS, OF_TEXT, contrast, standing_out
from dnoutcomes.figures.style import THEMES
from dnoutcomes.file_bytes import LOGO_BYTES, SETTINGS_BYTES, FileBytesError, read_bytes
from dnoutcomes.report.render.logo_picture import clean_picture, picture_kind, picture_size
from dnoutcomes.settings_file import in_words, read_settings

LARGEST_LOGO = 1_000_000
TEMPLATES = ("report.html.j2", "report.css", "report.typ")


class Colours(BaseModel):
    """Colours on a light page, as "#rrggbb". On a dark one they are lightened as far as must be.

    Attributes
    ----------
    accent : str
        Headings and links; at least 4.5:1 against white.
    treated, reference : str
        The two arms in figures; at least 3:1 against white.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    accent: str = ""
    treated: str = Field(default_factory=lambda: THEMES["light"].series[1])
    reference: str = Field(default_factory=lambda: THEMES["light"].series[0])

    @field_validator("accent", "treated", "reference")
    @classmethod
    def _readable(cls, colour: str, info: Any) -> str:
        if not colour:
            return colour
        paper, least = THEMES["light"].paper, OF_TEXT if info.field_name == "accent" else OF_MARKS
        found = contrast(colour.lower(), paper)
        if found < least:
            near = standing_out(colour.lower(), paper, least)
            raise ValueError(
                f"{colour} has a contrast of {found:.1f} to white, and people need {least:g}; {near} would do"
            )
        return colour.lower()


class HouseStyle(BaseModel):
    """How a clinic's reports look and what they are written in.

    Attributes
    ----------
    clinic : str
        Name above the title.
    logo : bytes
        PNG, JPEG or SVG, beside the name. In a TOML file: its path.
    colours : Colours
    language : str
        "en", "es", "es-MX" or the path of a PO file. Default: the language in force, English unless said otherwise.
    templates : dict of str to str
        Own text of `report.html.j2`, `report.css` or `report.typ`. In a TOML file: the path of a directory that holds
        one of them or more.

    Raises
    ------
    StyleError
        A colour that can't be read on white, a logo that is no picture or too large, a field that doesn't exist.

    Examples
    --------
    >>> HouseStyle(clinic="North Valley Pain Clinic", colours={"accent": "#00558c"}).colours.accent
    '#00558c'
    >>> HouseStyle(colours={"accent": "#ffcc00"})
    Traceback (most recent call last):
    ...
    dnoutcomes.errors.StyleError: house style: colours.accent: #ffcc00 has a contrast of 1.5 to white, and people
    need 4.5; #8f7200 would do, got '#ffcc00'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    clinic: str = Field(default="", max_length=120)
    logo: bytes = b""
    colours: Colours = Field(default_factory=Colours)
    language: str = ""
    templates: dict[str, str] = Field(default_factory=dict)

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise StyleError(in_words(error, "house style", KEYS)) from None

    @field_validator("logo")
    @classmethod
    def _picture(cls, logo: bytes) -> bytes:
        if logo and len(logo) > LARGEST_LOGO:
            raise ValueError(
                f"the logo has {len(logo):,} bytes; at most {LARGEST_LOGO:,} keep the page small"
            )
        return clean_picture(logo) if logo else logo

    @field_validator("templates")
    @classmethod
    def _known(cls, templates: dict[str, str]) -> dict[str, str]:
        for name in templates:
            if name not in TEMPLATES:
                raise ValueError(f"there is no template {name!r}; known: {', '.join(TEMPLATES)}")
        return templates

    @classmethod
    def from_toml(cls, path: str | Path) -> HouseStyle:
        """Read a house style from a TOML file; paths in it are relative to the file.

        Raises
        ------
        StyleError
            A file that can't be read, or that makes no house style.
        """
        place = Path(path)
        values = read_settings(place, "house style", StyleError)
        try:
            for name, read in (("logo", _bytes), ("templates", _templates)):
                if isinstance(values.get(name), str):
                    values[name] = read(place.parent / values[name])
        except (FileBytesError, UnicodeDecodeError) as error:
            raise StyleError(
                f"house style {place.name}: {name}: can't read {values[name]}: {error}"
            ) from None
        language = values.get("language")
        if isinstance(language, str) and language.endswith(".po"):
            values["language"] = str(place.parent / language)
        return cls(**values)

    @property
    def arms(self) -> tuple[str, str]:
        """Colours of the reference arm and of the other."""
        return self.colours.reference, self.colours.treated

    @property
    def logo_kind(self) -> str:
        """What the logo is: "png", "jpg" or "svg"; empty without one."""
        return picture_kind(self.logo) if self.logo else ""

    @cached_property
    def hash(self) -> str:
        """SHA-256 of everything that shows."""
        digest = hashlib.sha256(self.logo)
        digest.update(self.model_dump_json(exclude={"logo", "language"}).encode())
        return digest.hexdigest()


KEYS = (*HouseStyle.model_fields, *Colours.model_fields)


def template_text(style: HouseStyle, name: str) -> str:
    """A template of the report: the clinic's own, or the one that comes with the package."""
    if name in style.templates:
        return style.templates[name]
    return resources.files("dnoutcomes.report.render").joinpath("templates", name).read_text(encoding="utf-8")


def as_svg(style: HouseStyle) -> bytes:
    """The logo as SVG, in which a picture of dots stands whole: Typst takes files in memory only as text."""
    if style.logo_kind == "svg":
        return style.logo
    width, height = picture_size(style.logo)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="{data_address(style)}"/></svg>'
    ).encode()


def data_address(style: HouseStyle) -> str:
    """The logo as a data address; empty without one. As an image no script in it could run."""
    if not style.logo:
        return ""
    kind = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}[style.logo_kind]
    return f"data:{kind};base64,{base64.b64encode(style.logo).decode()}"


def _bytes(path: Path) -> bytes:
    return read_bytes(path, LOGO_BYTES)


def _templates(path: Path) -> dict[str, str]:
    return {
        name: read_bytes(path / name, SETTINGS_BYTES).decode("utf-8")
        for name in TEMPLATES
        if (path / name).exists()
    }
