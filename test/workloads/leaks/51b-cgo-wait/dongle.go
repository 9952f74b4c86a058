package main

/*
#include <errno.h>
#include <time.h>
#include <unistd.h>

static int dongle_wait(int millis) {
	if (millis <= 0) {
		for (;;) pause();
	}
	struct timespec left = {millis / 1000, (millis % 1000) * 1000000L};
	while (nanosleep(&left, &left) == -1 && errno == EINTR) {}
	return -1;
}
*/
import "C"

import "errors"

type dongle struct{ slot int }

var errAbsent = errors.New("no dongle")

func (d *dongle) open() error {
	if C.dongle_wait(0) != 0 {
		return errAbsent
	}
	return nil
}

func (d *dongle) openWithin(millis int) error {
	if C.dongle_wait(C.int(millis)) != 0 {
		return errAbsent
	}
	return nil
}
