#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// glibc declares accept4 for _GNU_SOURCE only, which the Glibc module is built without.
int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
#endif
