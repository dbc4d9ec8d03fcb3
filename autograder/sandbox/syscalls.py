"""The system calls that a student's function may make: a list of what is allowed, as a seccomp program.

A list of what is forbidden would have to know the kernel's next call; this one knows what Python and
NumPy need to compute. The program is made here, in the grader, and loaded in the worker's forks.
"""

import errno
import functools
import tempfile

COMPUTE = """
    brk mmap munmap mprotect mremap madvise membarrier futex futex_time64 getrandom rseq set_robust_list
    get_robust_list set_tid_address arch_prctl exit exit_group restart_syscall sched_yield
    sched_getaffinity getcpu clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times
    alarm setitimer getitimer rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend
    rt_sigtimedwait sigaltstack getpid getppid gettid getpgrp getpgid getsid getuid geteuid getgid getegid
    getgroups uname sysinfo getrusage getrlimit
"""
FILES = """
    read readv pread64 write writev pwrite64 lseek close close_range dup dup2 dup3 pipe pipe2 poll ppoll
    select pselect6 open openat stat lstat fstat newfstatat statx access faccessat faccessat2 readlink
    readlinkat getdents64 getcwd chdir umask fadvise64 ftruncate fsync fdatasync mkdir mkdirat rmdir
    unlink unlinkat rename renameat renameat2
"""
REFUSED = """
    socket socketpair connect bind execve execveat fork vfork kill tkill tgkill ptrace process_vm_readv
    process_vm_writev setuid setgid chroot mount unshare setns
"""
"""What answers "not permitted", a PermissionError in Python. All else does not exist (ENOSYS)."""

CLONE_THREAD = 0x10000
CLONES = {CLONE_THREAD: True, 0: False}  # a thread, yes; a process, no
COMMANDS = {  # calls that do many things, and the harmless ones of them: (argument, its values)
    # duplicate, flags; not F_SETOWN, which sends signals to others
    "fcntl": (1, (0, 1, 2, 3, 4, 1030)),
    # is it a terminal, how much is there, flags
    "ioctl": (1, (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)),
    # its own limits
    "prlimit64": (0, (0,)),
}


@functools.cache
def program(more: str = "") -> bytes:
    """Return the filter as the kernel reads it (BPF); `more` names further calls that are allowed.

    Raises ImportError, RuntimeError without libseccomp.
    """
    # here, since a student's machine needs neither the package nor the library
    from pyseccomp import ALLOW, EQ, ERRNO, MASKED_EQ, Arg, SyscallFilter  # noqa: PLC0415

    refuse = ERRNO(errno.EPERM)
    rules = SyscallFilter(defaction=ERRNO(errno.ENOSYS))
    for names, action in ((f"{COMPUTE} {FILES} {more}", ALLOW), (REFUSED, refuse)):
        for name in names.split():
            try:
                rules.add_rule(action, name)
            except (OSError, ValueError):  # this kind of machine, or an older libseccomp, knows no such call
                continue
    for name, (argument, values) in COMMANDS.items():
        for value in values:
            rules.add_rule(ALLOW, name, Arg(argument, EQ, value))
    for thread, allowed in CLONES.items():
        rules.add_rule(ALLOW if allowed else refuse, "clone", Arg(0, MASKED_EQ, CLONE_THREAD, thread))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return bytes(file.read())
