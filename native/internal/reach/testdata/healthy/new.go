//go:build go1.24

package main

import (
	"runtime"
	"weak"
)

func init() {
	others = append(others,
		func(t *token) func() { // a cleanup of an object that lives
			object := &[4]*int{}
			runtime.AddCleanup(object, func(t *token) { t.wake() }, t)
			at := len(kept)
			kept = append(kept, object)
			return func() { kept[at] = nil }
		},
		func(t *token) func() { // a weak pointer to what a finalizer revives
			pointer := weak.Make(t)
			runtime.SetFinalizer(t, func(t *token) { t.wake() })
			kept = append(kept, pointer)
			return func() {}
		},
	)
}
