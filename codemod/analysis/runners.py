"""Classes of the standard library whose objects run functions or keep values for later."""

from __future__ import annotations

RUNNERS = frozenset("""
    concurrent.futures.ThreadPoolExecutor concurrent.futures.ProcessPoolExecutor
    concurrent.futures.thread.ThreadPoolExecutor concurrent.futures.process.ProcessPoolExecutor
    multiprocessing.Pool multiprocessing.pool.Pool multiprocessing.pool.ThreadPool
    multiprocessing.dummy.Pool asyncio.get_event_loop asyncio.get_running_loop
    asyncio.new_event_loop asyncio.Runner asyncio.TaskGroup
    """.split())
QUEUES = frozenset("""
    queue.Queue queue.LifoQueue queue.SimpleQueue asyncio.Queue asyncio.LifoQueue
    multiprocessing.Queue janus.Queue
    """.split())
