/* LD_PRELOAD: the clock on the wall is as far off as the first number in the file SHIFTED_CLOCK says, in
   nanoseconds; files written since the second number (by the true clock) are dated by it as well.  The clocks
   that only ever go on are left alone, as they are when somebody sets the time. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t none[2];
static volatile int64_t *shift = none;

__attribute__((constructor)) static void begin(void)
{
    const char *name = getenv("SHIFTED_CLOCK");
    int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0)
        return;
    void *found = mmap(NULL, sizeof none, PROT_READ, MAP_SHARED, file, 0);
    if (found != MAP_FAILED)
        shift = found;
    close(file);
}

static void move(struct timespec *at)
{
    int64_t ns = at->tv_nsec + shift[0] % 1000000000LL;
    at->tv_sec += shift[0] / 1000000000LL;
    if (ns < 0) { ns += 1000000000LL; at->tv_sec--; }
    if (ns >= 1000000000LL) { ns -= 1000000000LL; at->tv_sec++; }
    at->tv_nsec = ns;
}

static void move_file(struct timespec *at)
{
    if (shift[0] && at->tv_sec * 1000000000LL + at->tv_nsec >= shift[1])
        move(at);
}

int clock_gettime(clockid_t clock, struct timespec *at)
{
    static int (*real)(clockid_t, struct timespec *);
    if (!real)
        real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int status = real(clock, at);
    if (!status && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        move(at);
    return status;
}

int gettimeofday(struct timeval *at, void *zone)
{
    struct timespec now;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &now))
        return -1;
    at->tv_sec = now.tv_sec;
    at->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *at)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at)
        *at = now.tv_sec;
    return now.tv_sec;
}

/* A wait until some moment of the shifted clock ends by the true one, which is the system's.  Moments of a clock
   that counts from the start of the machine are told by being small. */
int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
{
    typedef int (*Wait)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    static Wait real;
    if (!real && !(real = (Wait)dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2")))
        real = (Wait)dlsym(RTLD_NEXT, "pthread_cond_timedwait");
    struct timespec at = *until;
    if (at.tv_sec > 1000000000) {
        at.tv_sec -= shift[0] / 1000000000LL; /* whole seconds: all that is ever shifted by */
    }
    return real(condition, mutex, &at);
}

static int moved(int status, struct stat64 *found)
{
    if (!status) {
        move_file(&found->st_atim);
        move_file(&found->st_mtim);
        move_file(&found->st_ctim);
    }
    return status;
}

#define REAL(name, ...) \
    static int (*real)(__VA_ARGS__, struct stat64 *); \
    if (!real) \
        real = (int (*)(__VA_ARGS__, struct stat64 *))dlsym(RTLD_NEXT, name)

int stat64(const char *path, struct stat64 *found)
{
    REAL("stat64", const char *);
    return moved(real(path, found), found);
}

int lstat64(const char *path, struct stat64 *found)
{
    REAL("lstat64", const char *);
    return moved(real(path, found), found);
}

int fstat64(int file, struct stat64 *found)
{
    REAL("fstat64", int);
    return moved(real(file, found), found);
}

int fstatat64(int folder, const char *path, struct stat64 *found, int flags)
{
    static int (*real)(int, const char *, struct stat64 *, int);
    if (!real)
        real = (int (*)(int, const char *, struct stat64 *, int))dlsym(RTLD_NEXT, "fstatat64");
    return moved(real(folder, path, found, flags), found);
}
