"""The catalogue: what is known and what is to be done, on SQLite or PostgreSQL.

One class serves both databases (SQLAlchemy's dialects are the backends), so there is no Protocol to write down twice;
the contract tests run on both. Work is done in units:

    with catalogue.writing() as unit:
        unit.jobs.add(…)
        unit.commit()

Silence means rollback; only `commit()` keeps. Reading units (`catalogue.reading()`) see one consistent state.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, DataError, InterfaceError, OperationalError

from docarchive.catalogue.connection import make_engine
from docarchive.catalogue.migrate import is_current, migrate
from docarchive.catalogue.unit import Unit
from docarchive.errors import Invalid, Told, Unavailable

__all__ = ["Catalogue", "Unit", "open_catalogue"]

_UNFIT = Told(
    "có giá trị quá dài, quá lớn hoặc có ký tự không dùng được", "a value is too long, too large or has unusable characters"
)


class Catalogue:
    """An open catalogue. Safe to share between threads; every unit has a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def prepare(self) -> None:
        """Bring the database to this version's schema. Raises Unavailable."""
        with _named_errors():
            migrate(self._engine)
        with self.writing() as unit:
            unit.archive.found()
            unit.commit()

    def check(self) -> None:
        """Raises Unavailable when the database doesn't answer or has another schema than this version wants."""
        with _named_errors():
            current = is_current(self._engine)
        if not current:
            raise Unavailable("schema is not at head: run `docarchive migrate`", part="Cơ sở dữ liệu (chưa nâng cấp)")

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        """A unit that may change things; on SQLite it holds the one write lock from its start."""
        with _named_errors(), self._engine.connect().execution_options(writing=True) as connection:
            yield Unit(connection)

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """A unit that only looks."""
        with _named_errors(), self._engine.connect() as connection:
            yield Unit(connection)

    def close(self) -> None:
        """Give every connection back."""
        self._engine.dispose()


@contextmanager
def _named_errors() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise Unavailable(str(error), part="Cơ sở dữ liệu") from None
    except (DataError, OverflowError) as error:  # the driver of SQLite has no name of its own for an integer past 64 bits
        raise Invalid(str(error), reason=_UNFIT) from None
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # its other kinds are mistakes of ours
            raise
        raise Unavailable(str(error), part="Cơ sở dữ liệu (tệp hỏng: khôi phục từ bản sao lưu)") from None


def open_catalogue(url: str) -> Catalogue:
    """The catalogue at `sqlite:///PATH` or `postgresql+psycopg://…`; nothing is read or made yet."""
    return Catalogue(make_engine(url))
