//go:build !linux || !(amd64 || arm64)

package stop

import (
	"errors"
	"runtime"
	"time"
)

// Hold stops nothing here.
func Hold(int, time.Duration) (*Held, error) {
	return nil, errors.New("processes of " + runtime.GOOS + "/" + runtime.GOARCH + " cannot be stopped")
}
