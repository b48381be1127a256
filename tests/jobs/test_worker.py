import resource

from jobs import worker


def test_a_worker_may_hold_as_many_connections_as_the_system_allows():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (512, hard))

        worker._allow_connections()
        raised = resource.getrlimit(resource.RLIMIT_NOFILE)
        worker._allow_connections()

        wanted = 65_536 if hard == resource.RLIM_INFINITY else min(65_536, hard)
        assert raised == resource.getrlimit(resource.RLIMIT_NOFILE) == (wanted, hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
