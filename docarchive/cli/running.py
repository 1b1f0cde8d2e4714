"""serve, work, clock, migrate: what keeps running."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

import click

from docarchive.cli import Session
from docarchive.errors import SettingWrong, Told

if TYPE_CHECKING:
    from workers.clock import Clock
    from workers.loop import Worker


@click.command()
@click.option("--host", help="Địa chỉ để nghe (mặc định theo cấu hình). · Address to listen on (default: the setting).")
@click.option("--port", type=int, help="Cổng để nghe (mặc định theo cấu hình). · Port to listen on (default: the setting).")
@click.option("--no-worker", is_flag=True, help="Chỉ chạy trang web, không đọc tài liệu. · Run the web alone, read no documents.")
@click.pass_obj
def serve(session: Session, host: str | None, port: int | None, no_worker: bool) -> None:
    """Chạy kho trên máy này: trang web, bộ đọc và đồng hồ, trong một lệnh. Ctrl-C để dừng; chạy lại thì mọi thứ còn nguyên.\f

    Run the archive on this machine: web, workers and clock in one command. Ctrl-C stops it; started again everything is there.
    """
    from docarchive.cli.listening import open_server
    from docarchive.web import create_app

    settings = session.settings
    host, port = host or settings.host, port or settings.port
    app = create_app(session.archive)
    tempfile.tempdir = str(settings.spool)  # waitress keeps bodies there until they have arrived: on the data disk
    try:
        server = open_server(app, host=host, port=port, most=int(settings.max_upload_bytes) + (1 << 20))
    except OSError as error:
        told = Told(f"không nghe được ở {host}:{port}; chọn cổng khác", f"can't listen on {host}:{port}; choose another")
        raise SettingWrong(str(error), setting="port", reason=told) from None
    stopping = threading.Event()
    on_stop(stopping.set, _leave)  # waitress ends its loop on SystemExit, after the answers that are under way
    keeper = None
    if not no_worker:
        keeper = threading.Thread(target=_keep_running, args=(stopping,), name="keeper")
        keeper.start()
    click.echo(f"docarchive: http://{host}:{port}  (dữ liệu: {settings.data})", err=True)
    try:
        server.run()
    finally:
        stopping.set()
        server.close()
        if keeper:
            keeper.join()


def _leave() -> None:
    raise SystemExit(0)


def _keep_running(stopping: threading.Event) -> None:
    """The worker is a process of its own, so that nothing it does can hold up or end the web; one that died is replaced."""
    options = [option for option in ("--config", "--as") if option in sys.argv]
    given = [part for option in options for part in (option, sys.argv[sys.argv.index(option) + 1])]
    pause = 0.5
    while not stopping.is_set():
        started = time.monotonic()
        worker = subprocess.Popen(
            [sys.executable, "-m", "docarchive.cli", *given, "work", "--with-clock", "--under", str(os.getpid())]
        )
        while worker.poll() is None and not stopping.wait(0.2):
            pass
        if worker.poll() is None:
            worker.send_signal(signal.SIGTERM)
            _wait_or_kill(worker)
            return
        click.echo(f"docarchive: bộ đọc dừng (mã {worker.returncode}), chạy lại", err=True)
        pause = 0.5 if time.monotonic() - started > 60 else min(30, pause * 2)
        stopping.wait(pause)


def _wait_or_kill(worker: "subprocess.Popen[bytes]") -> None:
    try:
        worker.wait(30)
    except subprocess.TimeoutExpired:
        worker.kill()


@click.command()
@click.option(
    "--with-clock", is_flag=True, help="Chạy luôn việc theo giờ trong cùng tiến trình. · Run the clock in the same process too."
)
@click.option(
    "--under",
    type=int,
    metavar="PID",
    help="Dừng khi tiến trình mẹ này không còn (serve dùng). · Stop when this parent process is gone (serve uses it).",
)
@click.pass_obj
def work(session: Session, with_clock: bool, under: int | None) -> None:
    """Chạy bộ đọc: nhận việc từ danh mục cho đến khi bị dừng (SIGTERM: làm nốt việc đang làm).\f

    Run the workers: they take jobs from the catalogue until stopped (SIGTERM: what is running is finished).
    """
    if under:
        threading.Thread(target=_end_with, args=(under,), name="under", daemon=True).start()
    if session.settings.broker:
        from workers import celery

        celery.run(session.settings)
        return
    from workers.clock import Clock
    from workers.loop import Worker

    worker = Worker(session.archive)
    clock = Clock(session.archive) if with_clock else None
    on_stop(worker.stop, *([clock.stop] if clock else []))
    beside = threading.Thread(target=ticking, args=(clock, worker), name="clock") if clock else None
    if beside:
        beside.start()
    worker.run()
    if beside and clock:
        clock.stop()
        beside.join()


def ticking(clock: "Clock", worker: "Worker") -> None:
    """Run the clock. If it dies, the worker stops too: whoever started the process starts it again, with a clock."""
    try:
        clock.run()
    finally:
        worker.stop()


def _end_with(parent: int) -> None:
    """A killed `serve` can't end its worker, which would go on with its code and the index's lock beside the next one's."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


@click.command()
@click.pass_obj
def clock(session: Session) -> None:
    """Chạy việc theo giờ: niêm phong nhật ký, nhận lại tệp dở dang, đánh thức việc chờ lâu.\f

    Run what goes by time: seal events, adopt unfinished uploads, wake what has waited long.
    """
    from workers.clock import Clock

    ticking = Clock(session.archive)
    on_stop(ticking.stop)
    ticking.run()


@click.command()
@click.pass_obj
def migrate(session: Session) -> None:
    """Tạo hoặc nâng cấp danh mục, kho tệp và chỉ mục; chạy lại cũng không sao.\f

    Make or upgrade catalogue, store and index; repeating it does no harm.
    """
    session.archive.prepare()
    session.archive.index_writer.prepare()
    session.tell({"prepared": True}, "Đã sẵn sàng.")


def on_stop(*acts: Callable[[], object]) -> None:
    """Do these when asked to end (SIGTERM, Ctrl-C); a second Ctrl-C ends at once."""

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for act in acts:
            act()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)


COMMANDS = [serve, work, clock, migrate]
