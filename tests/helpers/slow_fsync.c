/* LD_PRELOAD: every fsync and fdatasync takes SLOW_FSYNC_MS longer; a line in SLOW_FSYNC_LOG says which
   thread called it ("main" or "other"). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int slowly(const char *name, int descriptor)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    const char *ms = getenv("SLOW_FSYNC_MS"), *log = getenv("SLOW_FSYNC_LOG");
    if (log) {
        int file = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
        if (file >= 0) {
            ssize_t written = syscall(SYS_gettid) == getpid() ? write(file, "main\n", 5) : write(file, "other\n", 6);
            (void)written;
            close(file);
        }
    }
    if (ms) {
        long n = atol(ms);
        struct timespec wait = { n / 1000, (n % 1000) * 1000000L };
        nanosleep(&wait, NULL);
    }
    return real(descriptor);
}

int fsync(int descriptor) { return slowly("fsync", descriptor); }
int fdatasync(int descriptor) { return slowly("fdatasync", descriptor); }
