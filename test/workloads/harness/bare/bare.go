// Package bare runs a kernel alone, as collections of published bugs have them: no service around it, a main goroutine and what
// the bug leaves, a process seconds old.
//
// Flags as of package harness, with other styles: "once" and "burst" start the kernel in goroutines of their own and main writes
// the captures; in "served" main runs it, then waits for ever, and captures are fetched over HTTP by another process. "handler" and
// "handlers" are in handler.go, "tested" in tested.go.
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
	run(kernel, func(fixed bool) {
		http.HandleFunc(work, func(w http.ResponseWriter, r *http.Request) {
			kernel(fixed)
			fmt.Fprintln(w, "done")
		})
	})
}

func run(kernel, handle func(fixed bool)) {
	variant := flag.String("variant", "leak", "leak or fixed")
	style := flag.String("style", "once", "once, burst, served, handler, handlers or tested")
	out := flag.String("out", "", "directory for the captures; needed")
	moments := flag.Int("moments", 3, "how many times captures are taken")
	every := flag.Duration("every", time.Second, "time from one moment to the next")
	warm := flag.Duration("warm", 1500*time.Millisecond, "time from the start of the work to the first moment")
	flag.Bool("memstats", false, "of package harness; ignored")
	flag.Parse()
	if *out == "" && *style != "target" && *style != "handling" {
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
		address, stop := begin("target", *variant)
		time.Sleep(*warm)
		fetch(address, *out, *moments, *every)
		stop()
		os.Exit(0)
	case "target":
		go http.Serve(listen(), nil)
		kernel(fixed)
		select {}
	case "handler", "handlers":
		ask(*style == "handlers", *variant, func(address string) { fetch(address, *out, *moments, *every) }, *warm)
		os.Exit(0)
	case "handling":
		handle(fixed)
		serve()
	case "tested":
		test(kernel, fixed, func() { record(*out, *moments, *every, *warm) })
	default:
		fail("unknown -style " + *style)
	}
	record(*out, *moments, *every, *warm)
	os.Exit(0)
}

// record writes this process' own captures.
func record(out string, moments int, every, warm time.Duration) {
	time.Sleep(warm)
	for k := 1; k <= moments; k++ {
		if k > 1 {
			time.Sleep(every)
		}
		write(out, k, "debug0.pb.gz", "goroutine", 0)
		write(out, k, "debug1.txt", "goroutine", 1)
		write(out, k, "debug2.txt", "goroutine", 2)
		runtime.GC()
		write(out, k, "heap.pb.gz", "heap", 0)
	}
}

// listen is where profiles are served; it tells the process that started this one.
func listen() net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	fmt.Println(listener.Addr())
	return listener
}

// begin starts this program again in another style, and answers where it serves.
func begin(style, variant string) (address string, stop func()) {
	target := exec.Command(os.Args[0], "-style", style, "-variant", variant)
	target.Stderr = os.Stderr
	output, err := target.StdoutPipe()
	must(err)
	must(target.Start())
	line, err := bufio.NewReader(output).ReadString('\n')
	must(err)
	return "http://" + line[:len(line)-1], func() { must(target.Process.Kill()) }
}

// fetch fetches the captures of another process.
func fetch(address, out string, moments int, every time.Duration) {
	for k := 1; k <= moments; k++ {
		if k > 1 {
			time.Sleep(every)
		}
		for _, capture := range captures {
			answer, err := http.Get(address + "/debug/pprof/" + capture.path)
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
