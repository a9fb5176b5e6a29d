# SPDX-License-Identifier: Apache-2.0
"""Other people's formats and scorers at work: what goes wrong in one of them is said in its name. This is isolation, not a sandbox.

No message repeats what a plug-in's exception says, since that may hold an answer; the exception itself is chained.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import attrs

from alliance_forms.errors import AllianceFormsError
from alliance_forms.library.host import Host
from alliance_forms.model import Answer, FrozenMap, Instrument
from alliance_forms.plugins import Registry
from alliance_forms.scoring import Scorer
from alliance_forms.view import Format, FormView, Reading, ReadingFormat

__all__ = ["read_by", "rendered_by", "scorer_of"]

# More digits than a report can carry unchanged (decision 1).
_TOO_LARGE = Decimal(10) ** 15


def scorer_of(host: Host) -> Callable[[str], Scorer]:
    """Finds the host's scorers, each watched over at its work."""
    return lambda name: _Watched(name=name, registry=host.scorers, inner=host.scorers.get(name))


@attrs.frozen(kw_only=True)
class _Watched:
    """A scorer whose result is a finite decimal or None, or whose distribution is named."""

    name: str
    registry: Registry[Scorer]
    inner: Scorer
    api_version: int = 1

    def score(self, instrument: Instrument, answers: FrozenMap[Answer]) -> Decimal | None:
        with _in_its_name(self.registry, self.name):
            value: Any = self.inner.score(instrument, answers)
        if value is None:
            return None
        if type(value) not in (int, Decimal):
            raise self.registry.fault(self.name, f"gives a {type(value).__name__}, where a Decimal, an int or None is needed")
        number = Decimal(value)
        if not number.is_finite() or abs(number) >= _TOO_LARGE:
            raise self.registry.fault(self.name, "gives no finite number of at most 15 digits before the point")
        return number


def rendered_by(formats: Registry[Format], name: str, form: FormView, **how: Any) -> str:
    """A form in a format; one that is not ours is watched over.

    Raises:
        PluginError: It raises something of its own, or gives no text.
    """
    chosen = formats.get(name)
    if formats.built_in(name):
        return chosen.render(form, **how)
    with _in_its_name(formats, name, let_through=AllianceFormsError):
        text: Any = chosen.render(form, **how)
    if not isinstance(text, str):
        raise formats.fault(name, f"renders a {type(text).__name__}, where a str is needed")
    return text


def read_by(formats: Registry[Format], name: str, chosen: ReadingFormat, form: FormView, data: Any, *, authored: str | None) -> Reading:
    """What a format reads; one that is not ours is watched over.

    Raises:
        PluginError: It raises something of its own, or gives no reading.
    """
    if formats.built_in(name):
        return chosen.read(form, data, authored=authored)
    with _in_its_name(formats, name, let_through=AllianceFormsError):
        reading: Any = chosen.read(form, data, authored=authored)
    if not isinstance(reading, Reading):
        raise formats.fault(name, f"reads a {type(reading).__name__}, where a Reading is needed")
    return reading


@contextmanager
def _in_its_name(registry: Registry[Any], name: str, *, let_through: type[Exception] | tuple[()] = ()) -> Iterator[None]:
    try:
        yield
    except let_through:
        raise
    except Exception as error:
        raise registry.fault(name, f"fails with {type(error).__name__}") from error
