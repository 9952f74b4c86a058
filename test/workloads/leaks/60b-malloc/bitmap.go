package main

/*
#include <stdlib.h>
#include <string.h>

static void *bitmap_decode(size_t size) {
	void *pixels = malloc(size);
	if (pixels != 0) memset(pixels, 200, size);
	return pixels;
}

static void bitmap_darken(unsigned char *pixels, size_t size) {
	for (size_t i = 0; i < size; i += 4096) pixels[i] /= 2;
}
*/
import "C"

import "unsafe"

type bitmap struct {
	pixels unsafe.Pointer
	size   int
}

func decode(size int) *bitmap { return &bitmap{C.bitmap_decode(C.size_t(size)), size} }

func (b *bitmap) darken() { C.bitmap_darken((*C.uchar)(b.pixels), C.size_t(b.size)) }

func (b *bitmap) free() { C.free(b.pixels) }
