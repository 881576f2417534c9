"""gunicorn, for ./run, the container and a bare server alike."""

import gc
import os

workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
preload_app = True  # one import for all workers: half the start time, shared memory
timeout = 30
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - a heartbeat on disk can block
accesslog = os.environ.get("ACCESS_LOG") or None
errorlog = "-"
loglevel = "warning"
limit_request_line = 8190
forwarded_allow_ips = os.environ.get("TRUSTED_PROXIES", "127.0.0.1")
control_socket_disable = True


def when_ready(server: object) -> None:
    """Say where the site is only once it answers there.

    The workers are forked next; what was imported for all of them is looked through for garbage once, here.
    """
    gc.collect()
    gc.freeze()
    if welcome := os.environ.get("WELCOME"):
        print(welcome, flush=True)
