// The sampler: answers questions about local processes on stdin and stdout, and ends when stdin does. Log text goes to stderr.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"runtime"

	"parkscope/native/internal/counters"
	"parkscope/native/internal/elevated"
	"parkscope/native/internal/finish"
	"parkscope/native/internal/launch"
	"parkscope/native/internal/perfprof"
	"parkscope/native/internal/processors"
	"parkscope/native/internal/procs"
	"parkscope/native/internal/reach"
	"parkscope/native/internal/session"
	"parkscope/native/internal/snapshot"
	"parkscope/native/internal/target"
	"parkscope/native/internal/wallclock"
	"parkscope/native/internal/watch"
	"parkscope/native/internal/wire"
)

// build is the version in package.json; a test keeps the two equal.
const build = "0.1.0"

func main() {
	log.SetFlags(0)
	log.SetPrefix("parkscope-sampler: ")
	flags := flag.NewFlagSet("parkscope-sampler", flag.ExitOnError)
	version := flags.Bool("version", false, "print the version and end")
	replay := flags.String("replay", "", "play the recorded stdout of a sampler from `FILE` instead of looking at this machine")
	stdio := flags.Bool("stdio", false, "descriptors 3 to 5 are the input and outputs of programs that are launched")
	help := flags.Bool("helper", false, "as root, started by pkexec: become the user that asked and look at processes of that user")
	flags.Usage = func() {
		_, _ = fmt.Fprintf(flags.Output(), "The sampler of Parkscope. Parkscope starts it and speaks with it on stdin and stdout.\n\n")
		flags.PrintDefaults()
	}
	if err := flags.Parse(os.Args[1:]); err != nil { // ExitOnError: the flag set ends the process itself
		log.Fatal(err)
	}
	if flags.NArg() > 0 {
		log.Printf("unexpected argument %q", flags.Arg(0))
		os.Exit(2)
	}
	if *version {
		fmt.Printf("parkscope-sampler %s, protocol %d.%d, %s, %s/%s\n",
			build, wire.ProtocolMajor, wire.ProtocolMinor, runtime.Version(), runtime.GOOS, runtime.GOARCH)
		return
	}
	var guard *elevated.Guard
	if *help {
		var err error
		if guard, err = elevated.Become(); err != nil {
			log.Fatal(err)
		}
	}
	// Ctrl+C in a terminal goes to this process, too. Who started it decides what ends.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	if err := run(os.Stdin, os.Stdout, *replay, launch.New(*stdio), guard); err != nil {
		log.Fatal(err)
	}
}

func run(input io.Reader, output io.Writer, replay string, programs *launch.Programs, guard *elevated.Guard) error {
	if replay != "" {
		recording, err := os.Open(replay)
		if err != nil {
			return err
		}
		return errors.Join(session.Replay(input, output, recording), recording.Close())
	}
	lister, watches, ends := procs.NewLister(), &watch.Watches{}, &finish.Calls{}
	hello := wire.Hello{
		Protocol:     wire.Protocol{Major: wire.ProtocolMajor, Minor: wire.ProtocolMinor},
		Build:        build,
		OS:           runtime.GOOS,
		Arch:         runtime.GOARCH,
		Capabilities: target.Capabilities(),
	}
	actions := session.Actions{
		Plain: map[string]session.Action{
			"await": programs.Await, "cpu": processors.Action(ends.Action("cpu", perfprof.Take)), "finish": ends.Finish, "launch": programs.Launch,
			"list": lister.List, "pace": watches.Pace, "signal": programs.Signal, "wall": processors.Action(ends.Action("wall", wallclock.Take)),
		},
		Streams: map[string]session.Stream{"coreMoment": processors.Stream(watch.TakeCore), "coreReach": processors.Stream(reach.TakeCore),
			"counters": counters.Take, "reach": processors.Stream(reach.Take), "snapshot": processors.Stream(snapshot.Take), "watch": watches.Take},
	}
	if guard != nil {
		actions = guard.Actions(actions)
		hello.Capabilities = elevated.Names(actions)
	}
	return session.Serve(input, output, hello, actions)
}
