// Package bare runs a kernel alone, as collections of published bugs have them: no service around it, a main goroutine and what
// the bug leaves, a process seconds old.
//
// Flags as of package harness, with other styles: "once" and "burst" start the kernel in goroutines of their own and main writes
// the captures; in "served" main runs it, then waits for ever, and captures are fetched over HTTP by another process.
package bare

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	_ "net/http/pprof" // captures are fetched from it
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"
)

const burst = 20

var captures = []struct{ file, path string }{
	{"debug0.pb.gz", "goroutine?debug=0"},
	{"debug1.txt", "goroutine?debug=1"},
	{"debug2.txt", "goroutine?debug=2"},
	{"heap.pb.gz", "heap?gc=1"},
}

// Main runs a kernel or its fixed twin; it does not return.
func Main(kernel func(fixed bool)) {
	variant := flag.String("variant", "leak", "leak or fixed")
	style := flag.String("style", "once", "once, burst or served")
	out := flag.String("out", "", "directory for the captures; needed")
	moments := flag.Int("moments", 3, "how many times captures are taken")
	every := flag.Duration("every", time.Second, "time from one moment to the next")
	warm := flag.Duration("warm", 1500*time.Millisecond, "time from the start of the work to the first moment")
	flag.Bool("memstats", false, "of package harness; ignored")
	flag.Parse()
	if *out == "" && *style != "target" {
		fail("-out is needed")
	}
	fixed := *variant == "fixed"
	switch *style {
	case "once":
		go kernel(fixed)
	case "burst":
		for i := 0; i < burst; i++ {
			go kernel(fixed)
		}
	case "served":
		fetch(*variant, *out, *moments, *every, *warm)
		os.Exit(0)
	case "target":
		serve()
		kernel(fixed)
		select {}
	default:
		fail("-style is once, burst or served, not " + *style)
	}
	time.Sleep(*warm)
	for k := 1; k <= *moments; k++ {
		if k > 1 {
			time.Sleep(*every)
		}
		write(*out, k, "debug0.pb.gz", "goroutine", 0)
		write(*out, k, "debug1.txt", "goroutine", 1)
		write(*out, k, "debug2.txt", "goroutine", 2)
		runtime.GC()
		write(*out, k, "heap.pb.gz", "heap", 0)
	}
	os.Exit(0)
}

// serve starts the profiles' own server and tells the process that started this one where it is.
func serve() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	fmt.Println(listener.Addr())
	go http.Serve(listener, nil)
}

// fetch runs the kernel in another process and fetches its captures.
func fetch(variant, out string, moments int, every, warm time.Duration) {
	target := exec.Command(os.Args[0], "-style", "target", "-variant", variant)
	target.Stderr = os.Stderr
	output, err := target.StdoutPipe()
	must(err)
	must(target.Start())
	defer target.Process.Kill()
	address, err := bufio.NewReader(output).ReadString('\n')
	must(err)
	time.Sleep(warm)
	for k := 1; k <= moments; k++ {
		if k > 1 {
			time.Sleep(every)
		}
		for _, capture := range captures {
			answer, err := http.Get("http://" + address[:len(address)-1] + "/debug/pprof/" + capture.path)
			must(err)
			file, err := os.Create(filepath.Join(out, fmt.Sprintf("%d.%s", k, capture.file)))
			must(err)
			_, err = io.Copy(file, answer.Body)
			must(err)
			must(answer.Body.Close())
			must(file.Close())
		}
	}
}

func write(out string, k int, what, profile string, debug int) {
	file, err := os.Create(filepath.Join(out, fmt.Sprintf("%d.%s", k, what)))
	must(err)
	must(pprof.Lookup(profile).WriteTo(file, debug))
	must(file.Close())
}

func must(err error) {
	if err != nil {
		fail(err)
	}
}

func fail(why any) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(2)
}
