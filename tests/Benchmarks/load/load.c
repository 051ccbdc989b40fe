// A closed-loop HTTP/1.1 load generator that costs little CPU: one thread, epoll, N keep-alive connections,
// requests taken in order from a file made by gen.mjs ([u32 length][u8 tag][bytes] records).
// usage: load ADDRESS[,ADDRESS...] CONNECTIONS SECONDS FILE once|loop [PER_SECOND]     prints one JSON line
// An address is a port of this machine, or the path of a socket file. Connections are dealt out to them in turn.
// With "once" it stops at the end of the file, so that no svix-id is sent twice.
// With PER_SECOND it is an open loop: requests are due at even intervals, whatever became of those before, and a time counts from when its request was
// due; one that finds every connection in use waits for the next free one.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { BUF = 65536 };
typedef struct Conn { int fd; const char *req; uint32_t len, sent; uint8_t tag; uint64_t start; uint32_t have; struct Conn *next_idle; char buf[BUF]; } Conn;
typedef struct { uint32_t *us; size_t n, cap; } Lat;

static const char *file, *file_end, *cursor;
static int loop_file, open_requests;
static double per_second;
static uint64_t begin, stop, sent_count;
static Conn *idle;
static Lat lat[2];
static size_t status_count[600];

static uint64_t now_ns(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000ull + t.tv_nsec; }
static void die(const char *m) { perror(m); exit(1); }

static int next_request(Conn *c, uint64_t start) {
    if (cursor >= file_end) { if (!loop_file) return 0; cursor = file; }
    memcpy(&c->len, cursor, 4); c->tag = cursor[4]; c->req = cursor + 5; cursor += 5 + c->len;
    c->sent = 0; c->have = 0; c->start = start;
    return 1;
}
static void send_some(Conn *c) {
    while (c->sent < c->len) {
        ssize_t n = send(c->fd, c->req + c->sent, c->len - c->sent, MSG_NOSIGNAL);
        if (n < 0) { if (errno == EAGAIN) return; die("send"); }
        c->sent += n;
    }
}
// The length of a complete response in buf, or 0.
static size_t complete(const char *b, size_t n) {
    const char *h = memmem(b, n, "\r\n\r\n", 4);
    if (!h) return 0;
    size_t head = h - b + 4;
    for (const char *p = b; p < h; ) {
        const char *e = memmem(p, head - (p - b), "\r\n", 2);
        if (!strncasecmp(p, "content-length:", 15)) { size_t t = head + strtoul(p + 15, 0, 10); return n >= t ? t : 0; }
        if (!strncasecmp(p, "transfer-encoding:", 18)) { return n >= 5 && !memcmp(b + n - 5, "0\r\n\r\n", 5) ? n : 0; }
        p = e + 2;
    }
    return head; // 204 and the like
}
static void record(Conn *c) {
    Lat *l = &lat[c->tag & 1];
    if (l->n == l->cap) { l->cap = l->cap ? l->cap * 2 : 65536; l->us = realloc(l->us, l->cap * 4); }
    l->us[l->n++] = (now_ns() - c->start) / 1000;
    int s = atoi(c->buf + 9);
    status_count[s > 0 && s < 600 ? s : 0]++;
}
static int cmp(const void *a, const void *b) { uint32_t x = *(uint32_t *)a, y = *(uint32_t *)b; return (x > y) - (x < y); }
static double pct(Lat *l, double p) { if (!l->n) return 0; size_t i = p * l->n; return l->us[i < l->n ? i : l->n - 1] / 1000.0; }

static void rest(Conn *c) { c->req = 0; c->next_idle = idle; idle = c; }
static uint64_t due(void) { return begin + (uint64_t)(sent_count / per_second * 1e9); }
// Sends all that is due over connections that are free.
static void send_due(void) {
    while (idle && due() <= now_ns() && due() < stop) {
        Conn *c = idle;
        if (!next_request(c, due())) { stop = 0; return; }
        idle = c->next_idle; sent_count++; open_requests++;
        send_some(c);
    }
}
// How long to sleep at most, so that the next request is on time.
static struct timespec until_due(void) {
    struct timespec t = { 30, 0 };
    if (per_second && idle && due() < stop) {
        uint64_t now = now_ns(), left = due() > now ? due() - now : 0;
        t.tv_sec = left / 1000000000; t.tv_nsec = left % 1000000000;
    }
    return t;
}
static void answered(Conn *c) {
    open_requests--;
    if (per_second) rest(c);
    else if (now_ns() < stop && next_request(c, now_ns())) { open_requests++; send_some(c); }
    else c->req = 0;
}

static int connect_to(const char *address) {
    if (*address == '/') {
        struct sockaddr_un a = { .sun_family = AF_UNIX };
        strncpy(a.sun_path, address, sizeof a.sun_path - 1);
        int fd = socket(AF_UNIX, SOCK_STREAM, 0);
        if (connect(fd, (void *)&a, sizeof a)) die(address);
        return fd;
    }
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(atoi(address)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    if (connect(fd, (void *)&a, sizeof a)) die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

int main(int argc, char **argv) {
    if (argc < 6) { fprintf(stderr, "usage: load ADDRESS[,ADDRESS...] CONNECTIONS SECONDS FILE once|loop [PER_SECOND]\n"); return 2; }
    char *addresses[16]; int address_count = 0;
    for (char *p = strtok(argv[1], ","); p && address_count < 16; p = strtok(0, ",")) addresses[address_count++] = p;
    int conns = atoi(argv[2]); double seconds = atof(argv[3]); loop_file = !strcmp(argv[5], "loop");
    per_second = argc > 6 ? atof(argv[6]) : 0;
    int f = open(argv[4], O_RDONLY); struct stat st; if (f < 0 || fstat(f, &st)) die(argv[4]);
    cursor = file = mmap(0, st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, f, 0); file_end = file + st.st_size;
    int ep = epoll_create1(0);
    Conn *cs = calloc(conns, sizeof *cs);
    for (int i = 0; i < conns; i++) {
        cs[i].fd = connect_to(addresses[i % address_count]);
        fcntl(cs[i].fd, F_SETFL, O_NONBLOCK);
        struct epoll_event e = { .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = &cs[i] };
        epoll_ctl(ep, EPOLL_CTL_ADD, cs[i].fd, &e);
    }
    begin = now_ns(); stop = begin + seconds * 1e9;
    for (int i = 0; i < conns; i++) {
        if (per_second) rest(&cs[i]);
        else if (next_request(&cs[i], now_ns())) { open_requests++; send_some(&cs[i]); }
    }
    struct epoll_event ev[256];
    for (;;) {
        if (per_second) send_due();
        if (!open_requests && !(per_second && due() < stop)) break;
        struct timespec patience = until_due();
        int n = epoll_pwait2(ep, ev, 256, &patience, 0);
        if (n == 0 && patience.tv_sec == 30) { fprintf(stderr, "stalled: %d open requests\n", open_requests); break; }
        for (int k = 0; k < n; k++) {
            Conn *c = ev[k].data.ptr;
            if ((ev[k].events & EPOLLOUT) && c->req) send_some(c);
            if (!(ev[k].events & (EPOLLIN | EPOLLHUP))) continue;
            for (;;) {
                ssize_t r = recv(c->fd, c->buf + c->have, BUF - c->have, 0);
                if (r < 0) { if (errno == EAGAIN) break; die("recv"); }
                if (r == 0) { fprintf(stderr, "connection closed\n"); if (c->req) open_requests--; c->req = 0; close(c->fd); status_count[0]++; break; }
                c->have += r;
                if (complete(c->buf, c->have)) {
                    record(c);
                    answered(c);
                    break;
                }
            }
        }
    }
    double took = (now_ns() - begin) / 1e9;
    struct rusage u; getrusage(RUSAGE_SELF, &u);
    double cpu = u.ru_utime.tv_sec + u.ru_utime.tv_usec / 1e6 + u.ru_stime.tv_sec + u.ru_stime.tv_usec / 1e6;
    size_t total = lat[0].n + lat[1].n;
    Lat all = { malloc((total + 1) * 4), total, total };
    memcpy(all.us, lat[0].us, lat[0].n * 4); memcpy(all.us + lat[0].n, lat[1].us, lat[1].n * 4);
    Lat *ls[3] = { &all, &lat[0], &lat[1] };
    for (int i = 0; i < 3; i++) qsort(ls[i]->us, ls[i]->n, 4, cmp);
    printf("{\"n\":%zu,\"seconds\":%.3f,\"rps\":%.0f,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"max\":%.3f,\"readP50\":%.3f,\"readP99\":%.3f,\"writeP50\":%.3f,\"writeP99\":%.3f,\"loadCpu\":%.2f,\"status\":{",
           total, took, total / took, pct(&all, .5), pct(&all, .9), pct(&all, .99), pct(&all, 1), pct(&lat[0], .5), pct(&lat[0], .99), pct(&lat[1], .5), pct(&lat[1], .99), cpu);
    for (int i = 0, first = 1; i < 600; i++) if (status_count[i]) { printf("%s\"%d\":%zu", first ? "" : ",", i, status_count[i]); first = 0; }
    printf("}}\n");
    return 0;
}
