package main

/*
#cgo LDFLAGS: -pthread
#include <pthread.h>

typedef struct {
	pthread_mutex_t lock;
	pthread_cond_t ready;
	int frames;
} frame_queue;

static void queue_init(frame_queue *q) {
	pthread_mutex_init(&q->lock, 0);
	pthread_cond_init(&q->ready, 0);
	q->frames = 0;
}

static void queue_push(frame_queue *q, int n) {
	pthread_mutex_lock(&q->lock);
	q->frames += n;
	pthread_cond_broadcast(&q->ready);
	pthread_mutex_unlock(&q->lock);
}

static void queue_wait(frame_queue *q) {
	pthread_mutex_lock(&q->lock);
	while (q->frames == 0) pthread_cond_wait(&q->ready, &q->lock);
	q->frames--;
	pthread_mutex_unlock(&q->lock);
}
*/
import "C"

import (
	"runtime"
	"sync/atomic"
)

// decoder has a fixed number of threads that are the library's.
type decoder struct {
	queue   *C.frame_queue
	decoded atomic.Int64
}

func newDecoder(threads int) *decoder {
	d := &decoder{queue: new(C.frame_queue)}
	C.queue_init(d.queue)
	for i := 0; i < threads; i++ {
		go d.thread()
	}
	return d
}

func (d *decoder) thread() {
	runtime.LockOSThread()
	for {
		C.queue_wait(d.queue)
		d.decoded.Add(1)
	}
}

func (d *decoder) decode(frames int) { C.queue_push(d.queue, C.int(frames)) }
