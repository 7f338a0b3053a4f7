// What the Glibc module map leaves out: epoll, eventfd, and flags of accept4.
#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H
#include <sys/epoll.h>
#include <sys/eventfd.h>
#endif
