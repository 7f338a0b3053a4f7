#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// glibc declares accept4 for _GNU_SOURCE only, which the Glibc module is built without.
int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);

// Not every C library has renameat2. The 2 is RENAME_EXCHANGE: each path gets what the other had, in one step; -100 is
// AT_FDCWD, whose header would give this module struct stat, which belongs to Glibc.
static inline int dazzle_exchange_paths(const char *first, const char *second) {
    return (int)syscall(SYS_renameat2, -100, first, -100, second, 2u);
}

// The 2 is SYNC_FILE_RANGE_WRITE: begins to bring what was written to the disk, and waits for nothing.
static inline int dazzle_start_flushing(int file, long offset, long count) {
    return (int)syscall(SYS_sync_file_range, file, offset, count, 2u);
}
#endif
