#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <fcntl.h>
#include <unistd.h>

// glibc declares accept4 for _GNU_SOURCE only, which the Glibc module is built without.
int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);

// Not every C library has renameat2. The 2 is RENAME_EXCHANGE: each path gets what the other had, in one step.
static inline int dazzle_exchange_paths(const char *first, const char *second) {
    return (int)syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, 2u);
}
#endif
