// A router's long line: takes each packet that is routed to a TUN device, and gives it back after a delay. Delays are the same for all
// packets, so their order stays.
// usage: delay DEVICE MICROSECONDS     prints "ready" when the device is up
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { PACKETS = 1 << 14, SIZE = 2048 };
static struct { uint64_t due; ssize_t length; char bytes[SIZE]; } line[PACKETS];

static uint64_t now_ns(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000ull + t.tv_nsec; }
static void die(const char *what) { perror(what); exit(1); }

int main(int argc, char **argv) {
    if (argc < 3) { fprintf(stderr, "usage: delay DEVICE MICROSECONDS\n"); return 2; }
    uint64_t delay = strtoull(argv[2], 0, 10) * 1000;
    // Otherwise the kernel wakes it up to 50 microseconds late.
    prctl(PR_SET_TIMERSLACK, 1);
    int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
    struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI };
    strncpy(request.ifr_name, argv[1], IFNAMSIZ - 1);
    if (device < 0 || ioctl(device, TUNSETIFF, &request)) die(argv[1]);
    char up[128];
    snprintf(up, sizeof up, "ip link set %s up", argv[1]);
    if (system(up)) die(up);
    printf("ready\n");
    fflush(stdout);
    for (uint64_t first = 0, next = 0;;) {
        while (next - first < PACKETS && (line[next % PACKETS].length = read(device, line[next % PACKETS].bytes, SIZE)) > 0)
            line[next++ % PACKETS].due = now_ns() + delay;
        for (uint64_t now = now_ns(); first < next && line[first % PACKETS].due <= now; first++)
            if (write(device, line[first % PACKETS].bytes, line[first % PACKETS].length) < 0 && errno != EAGAIN) die("write");
        struct timespec wait = { 1, 0 };
        if (first < next) {
            uint64_t now = now_ns(), due = line[first % PACKETS].due, left = due > now ? due - now : 0;
            wait = (struct timespec){ left / 1000000000, left % 1000000000 };
        }
        struct pollfd readable = { device, POLLIN, 0 };
        ppoll(&readable, 1, &wait, 0);
    }
}
