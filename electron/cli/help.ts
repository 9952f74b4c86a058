/** What `parkscope help` prints. */

export const OVERVIEW = `Parkscope shows which goroutines are stuck and why, what holds memory, and where the time goes.

  parkscope [FILE …]            open the window
  parkscope check FILE …        judge captures; several are a series in the order given
  parkscope info FILE           what the file is
  parkscope top FILE …          functions by flat and cumulative value; several profiles are added up
  parkscope list FILE FUNCTION  source lines of functions with what was sampled on them
  parkscope diff BASE NEW       functions by what changed between two profiles
  parkscope goroutines FILE     goroutines in groups
  parkscope trace FILE          an execution trace: goroutines, GC, waits, tasks
  parkscope convert IN OUT      another format: pprof, collapsed, speedscope, chrome, csv, svg
  parkscope report FILE… -o OUT one HTML file with findings, flame graph and tables, for people without Parkscope
  parkscope ps                  local Go processes
  parkscope cpu PID             where a local process spends CPU time
  parkscope wall PID            where its goroutines are, running or not
  parkscope run -- PROGRAM …    start a program, watch it to its end, judge it
  parkscope snapshot PID        goroutines of a local process, which runs on
  parkscope record PID|URL      a recording of a local process, or captures of a URL, again and again
  parkscope help [COMMAND]      this, or the options of one command
  parkscope --version

FILE is a pprof profile, an execution trace, a goroutine, heap, block or mutex profile as text, a dump, a crash, metrics
(expvar, Prometheus text, OpenMetrics, runtime/metrics), or what other tools write (collapsed stacks, speedscope, Chrome
trace, perf script, .cpuprofile, .heapprofile); a folder of them is one document;
- is standard input. A number is the pid of a local Go process, whose goroutines are read from its memory. http://HOST:PORT/debug/pprof/, HOST:PORT or the URL of one profile is fetched. A file that is called like a command: ./check

Exit codes: 0 fine, 1 findings at or above --fail-on, 2 wrong usage, 3 a file (or, for ps, this machine) cannot be read or used;
of run: those of its program.
`;

export const COMMAND_HELP: Readonly<Record<string, string>> = {
  check: `parkscope check FILE|PID|URL … [--exe PROGRAM] [--prove [--max-stop 250ms]] [--no-look] [--url BASE] [--fail-on TIER] [--baseline FILE] [--rules DIR] [--format text|json|sarif|markdown]

Judges goroutine, heap and other captures of one process together. Several goroutine captures are a series.

  --fail-on TIER   proven, strong, suspect or never: end with 1 when there is a finding at least this sure
                   (suspect if not given)
  --baseline FILE  report only what is new or surer than there: the JSON of an earlier check, or captures, which are
                   judged in the same way (repeat: all of them)
  --rules DIR      rules of yours (*.rule.yaml) in this folder, beside those of .parkscope/rules in the working folder or
                   the nearest one above, and of the configuration folder
  --format         text, json (schema parkscope.findings/1), sarif (2.1.0, for code hosts), markdown (for an incident)

A PID is looked at without stopping it, also for goroutines that nothing in the process can reach (strong). For suspects that something
still reaches, the way from there is told: such a leak no proof finds. Silence is not innocence.

  --prove          stop the process twice, for some milliseconds each, when the look leaves something to prove (proven); what is
                   expected is said before
  --max-stop D     longest stop that is allowed (250ms): a longer one is not made
  --no-look        do not look for what nothing can reach
  --url BASE       ask the runtime of the process, too: its goroutineleak profile at this base of net/http/pprof (which forces a
                   garbage collection), with the differences by site

A core file of a Go program (Linux; GOTRACEBACK=crash, or gcore) is read with the executable that ran. Nothing moves in it: what nothing
reaches is proven at once.

  --exe PROGRAM    the executable that core files among the FILEs are of; without it the one that they record, if it is the same build

A URL (a base of net/http/pprof, or one profile) is fetched three times, 5 s apart; the program may run on.

  --every D, --for D   one moment each D (5s), until D is over (10s); of a PID each 2s, until 4s are over
  --debug 0|2      form of goroutine profiles: 0 is cheap, 2 has ids, waits and creators, and stops the program while it
                   is made (if not given: 2 where the index tells fewer than 20,000 goroutines, else 0)
  --gc             agree to forced garbage collections: a heap after one, and goroutineleak where the runtime has it
  --timeout D      longest wait for each answer (30s)

Findings that .parkscope/suppressions.yaml silences are counted, and count again when the entry has expired.

Tiers: proven (cannot wake), strong (three captures and more, old members stay while new ones join; or a look at the
memory of the process finds that nothing can wake them),
suspect (the shape of a leak), info (a long wait that is normal).
`,
  info: `parkscope info FILE|URL [--format text|json]

Says what the file is: format, kind, Go version, time, duration, counts, and what was skipped.
Of a folder, or a file with several captures, a line for each; JSON has all of them in captures.
Of a URL: what it gives now, and what that cost; --debug, --gc and --timeout as for check.
JSON schema: parkscope.info/1
`,
  top: `parkscope top FILE … [--base FILE | --diff-base FILE] [--normalize] [--sample TYPE] [--cum] [--focus RE] [--ignore RE]
              [--tag K=V] [--tagfocus EXPR] [--tagignore EXPR] [--text TEXT] [--hide RE] [--show RE] [--show-from RE]
              [--by function|line|file|package|module] [--runtime-frames] [-n N] [--format text|json]

One row a function, as go tool pprof -top: flat = in the function itself, cum = with what it calls.
FILE may be the URL of a profile; of a base of net/http/pprof it is the heap.
Several files are added up, as go tool pprof A B does.

  --base FILE      take this profile away (repeat: all of them)
  --diff-base FILE the same, with shares of the base's total
  --normalize      first scale to the total of the base
  --sample TYPE    sample type, for instance inuse_space or inuse_space/bytes (the profile's own default if not given)
  --cum            sort by cum instead of flat
  --focus RE       keep samples with a function, file or binary that matches (repeat: all must match)
  --ignore RE      drop samples with a function, file or binary that matches (repeat: any of them)
  --tag K=V        keep samples with this label; V may be a range of numbers: bytes=1kb:2mb (repeat: all)
  --tagfocus EXPR  as -tagfocus of pprof: K=RE, RE, K=1kb:2mb, 4mb: (repeat: all)
  --tagignore EXPR as -tagignore of pprof (repeat: any of them)
  --text TEXT      keep samples with this plain text in a function, file or label value, in any case
  --hide RE, --show RE, --show-from RE   as -hide, -show and -show_from of pprof (repeat: any of them)
  --by WHAT        rows by function (the default), line, file, package or module
  --runtime-frames show the frames that a profile wants hidden (drop_frames)
  -n N             rows (20 if not given, 0 = all)
  --format         text, or json (schema parkscope.top/1, values in the sample type's own unit)

RE is a regular expression of Go (RE2), as go tool pprof takes it.
`,
  list: `parkscope list FILE FUNCTION [--source DIR] [--sample TYPE] [--focus RE] [--ignore RE] [--tag K=V] [--tagfocus EXPR]
               [--tagignore EXPR] [--hide RE] [--show RE] [--show-from RE] [--runtime-frames] [-n N] [--format text|json]

Source lines of each function that FUNCTION (a regular expression) matches, as go tool pprof -list: flat = samples that end on
the line, cum = samples that pass through it. Files are looked for as the profile has them, in the module cache, in GOROOT, in
the module around the working folder, and in each DIR.

  --source DIR     look here, too (repeat: in each)
  -n N             functions (10 if not given, 0 = all), largest cum first
  --format         text, or json (schema parkscope.list/1, values in the sample type's own unit)

The other options are those of top.
`,
  diff: `parkscope diff BASE NEW [--sample TYPE] [--normalize [total|duration|FUNCTION]] [--cum] [--focus RE] [--ignore RE]
               [--tag K=V] [-n N] [--format text|json]

One row a function that changed, largest change first, as go tool pprof -top -diff_base BASE NEW: Δ flat is in the
function itself, Δ cum with what it calls; shares are of the total of BASE.

  --sample TYPE    sample type, for instance alloc_space (the default of NEW if not given)
  --normalize BY   first scale NEW: to the total of BASE (if BY is not given), to its duration, or so that FUNCTION has as much
  --cum            sort by the change of cum instead of flat
  --focus, --ignore, --tag, --tagfocus, --tagignore, --runtime-frames   as for top
  -n N             rows (20 if not given, 0 = all)
  --format         text, or json (schema parkscope.diff/1, values in the sample type's own unit)
`,
  goroutines: `parkscope goroutines FILE [--group BY | --waits] [--focus RE] [--ignore RE] [--tag K=V] [-n N] [--format text|json]

Goroutines in groups with counts, printed waits and stacks (leaf first), largest group first.

  --group BY       stack (if not given), site, creator, state, or label:KEY
  --waits          instead: what they wait on, who waits, who could release it, and rounds of waiting; of a process from the
                   runtime's own queues, of a dump guessed from printed addresses, else by site (json: adds \`waiters\`)
  --focus, --ignore, --tag   as for top
  -n N             groups (20 if not given, 0 = all; json gives all)
  --debug, --gc, --timeout   of a URL, as for check
  --format         text, or json (schema parkscope.goroutines/1)
`,
  trace: `parkscope trace FILE [--sort BY] [--from T] [--to T] [--focus RE] [--ignore RE] [-n N] [--format text|json]

What an execution trace (Go 1.22 and newer, flight recordings too) says: goroutines by the function they run with what
their time went into, waits for a P, stop-the-world pauses, GC, heap, who woke whom, tasks and regions.

  --sort BY        functions by runnable (if not given: time waiting for a P), running, blocked, syscall, total,
                   latency (p99 wait for a P), assist, count or function
  --from, --to T   only this part, in time since the start: 1.84s, 250ms
  --focus, --ignore RE   keep or drop goroutines by the functions and files on their stacks
  -n N             rows of each table (10 if not given, 0 = all; json gives all)
  --format         text, or json (schema parkscope.trace/1, times in nanoseconds since the start)
`,
  convert: `parkscope convert IN OUT [--to pprof|collapsed|speedscope|chrome|csv|svg] [--sample TYPE] [--capture N] [--focus RE] [--ignore RE]
                  [--tag K=V] [--runtime-frames] [--anonymise]

Writes a capture in another format. Profiles, dumps, texts and traces can all be written as each of them; an execution
trace as chrome is a timeline for Perfetto (ui.perfetto.dev), everything else a flame graph. csv is the table of all functions,
svg a flame graph with tooltips for browsers and documents.

  --to             the format; without it the name of OUT tells: .pb.gz .pprof .prof, .folded .collapsed .txt,
                   .speedscope.json, .trace.json .perfetto.json, .csv, .svg
  --sample TYPE    the sample type to write (pprof: to show first); the default one if not given, all for speedscope
  --capture N      of a file that holds several captures the Nth (1 if not given)
  --focus, --ignore, --tag, --tagfocus, --tagignore   as for top
  --runtime-frames write the frames that a profile wants hidden (drop_frames), too
  --anonymise      of pprof and csv: other names for functions, files and binaries that are not Go's own; no labels, no comments

OUT appears when it is whole; - is standard output. IN is never written to.
`,
  report: `parkscope report FILE… -o OUT.html [--title TEXT] [--view NAME] [--focus RE] [--ignore RE] [--tag K=V] [--only] [--anonymise]

Writes the captures and the window that shows them into one HTML file. It opens in a browser, without a network and without
anything installed: findings, goroutines, flame graph with search and zoom, tables, comparison. Several files are one
document, as in the window.

  -o OUT.html      the file to write; - is standard output. It appears when it is whole
  --title TEXT     what its tab is called (the names of the files)
  --view NAME      what it shows first: findings, goroutines, waiters, flame, top, source, heap, trace, metrics, compare
                   (findings if not given, flame of a profile without goroutines)
  --focus, --ignore, --tag, --tagfocus, --tagignore, --text   as for top: the filter that is set when it opens.
                   Everything is in the file all the same
  --only           profiles with only the samples that pass the filter are in the file, and nothing else
  --anonymise      the same with other names: functions, files and binaries that are not Go's own are replaced, the same by the
                   same; labels, comments and what is no profile are left out

Without the last two, what was opened is in the file as it was: whoever gets the report can read all its names and labels.
`,
  record: `parkscope record PID|URL [--for D] [--every D] -o DIR [--profiles LIST] [--prove [--max-stop 250ms]] [--no-look]

A PID: watches a local Go process and keeps all of it in one file of DIR (NAME-PID-START.parkrec), which every command and
the window open: goroutines at each moment, what they wait on, ten rows of counters a second. The process runs on, and is neither
stopped (but for --prove) nor changed. Its memory is looked at for goroutines that nothing can wake when there is a suspect, and at
the end; the recording has those verdicts as of their moment. What was written is whole after any end; a later run goes on in the same file.

A URL: fetches captures of a program that serves net/http/pprof and writes each as a file of its own into DIR, which then opens
as a series. A program that goes away is waited for; that it was started anew is noted. Ctrl+C ends it, and what is there
stays whole. Into the same DIR it goes on where it ended.

  PID              of a local Go process; \`parkscope ps\` lists them
  URL              http://HOST:PORT/debug/pprof/, HOST:PORT, or the URL of one profile
  -o DIR           an empty folder, a new one, or that of a recording of this URL
  --every D        time from one moment to the next (1s)
  --for D          how long (30s)
  --prove, --max-stop, --no-look   of a PID, at the end, as for check
  --profiles LIST  of a base, with commas between (goroutine,heap)
  --debug, --gc, --timeout   as for check
`,
  snapshot: `parkscope snapshot PID [--to text|json|pprof] [--holders] [-o FILE]

All goroutines of a local Go process (Go 1.18 to 1.27, stripped or not) with their stacks, waits, creators and labels, read
from its memory while it runs: it is neither stopped nor changed, and needs no debug endpoint. Goroutines that changed while
they were read are counted on standard error. check, info, top and goroutines take a PID, too.

  --to             text (if not given: as /debug/pprof/goroutine?debug=2, arguments left out), json (schema
                   parkscope.goroutines/1, with every goroutine and what it waits on), or pprof
  --holders        search all stacks for what others wait on: who could release it (json; takes about as long again)
  -o FILE          write to FILE instead of standard output

\`parkscope ps\` tells which processes may be read, and what would allow it. Linux only, for now.
`,
  cpu: `parkscope cpu PID [--for 10s] [--hz 99] [-o cpu.pb.gz]

A CPU profile of a local process, which needs no debug endpoint and is neither stopped nor changed: the kernel samples all of
its threads by their CPU clock (perf events; no hardware counters, no eBPF). Functions are named by the table in a Go
program (1.18 to 1.27, stripped or not), with inlined calls; samples that were lost are counted.

  -o FILE          write a pprof document (- is standard output); without it the functions that used most are printed
  --for TIME       500ms, 10s, 2m; up to 1h; Ctrl+C ends it earlier, with what was taken so far
  --hz N           samples a second of each thread's CPU time, 1 to 1000
  --admin          with an administrator's password (pkexec), for processes of yours that the system keeps even from you;
                   assets/polkit tells how it is installed

Where the kernel does not allow it, the one command that would is printed; \`parkscope ps\` tells before. Linux only, for now.
`,
  wall: `parkscope wall PID [--for 10s] [--hz 10] [-o wall.pb.gz]

A wall-clock profile of a local Go process (1.18 to 1.27, stripped or not): where its goroutines are, running or not, and how
long. They are read from its memory again and again while it runs: it is neither stopped nor changed, and needs no debug
endpoint. What was waited for is the label state, as in --tag 'state=chan receive'; labels of the program are kept.

  -o FILE          write a pprof document (- is standard output); without it the functions that took most are printed
  --for TIME       500ms, 10s, 2m; up to 1h; Ctrl+C ends it earlier, with what was taken so far
  --hz N           moments a second, 1 to 50; fewer where there are so many goroutines that reading them takes long
  --admin          as for cpu

Linux only, for now.
`,
  run: `parkscope run [--record DIR] [--every D] [--fail-on TIER] -- PROGRAM [ARGUMENT …]

Starts a program and watches it until it ends: its goroutines, heap and garbage collections are read from its memory, without
stopping or changing it. That needs no right, also where kernel.yama.ptrace_scope is 1: the reader is its parent. Input,
outputs and signals are those of the program; what was found is said on standard error at its end.

  --record DIR     write what is seen as a file into DIR, which opens like a capture
  --every D        time from one look at goroutines to the next, 20ms to 60s (1s)
  --fail-on TIER   proven, strong or suspect: end with 1 when there is a finding at least this sure and the program ended
                   with 0 (never if not given)

Ends with the code of the program, or 128 and the number of the signal that ended it; 3 when the sampler was lost, and then
the program runs on. \`go run\` starts the program as a child of its own, which is not looked at: build it first. Linux only,
for now.
`,
  ps: `parkscope ps [--all] [--format text|json]

Local Go processes: Go version, main package and commit, goroutines, threads, memory, CPU use, time since the start, and what
is allowed, which is tried: memory (reading it), perf (sampling CPU use), ptrace (attaching as a debugger), ebpf (watching by
eBPF), launch (starting its executable as our child). Where not: why, and the one command that allows it.

  --all            other processes, too
  --format         text, or json (schema parkscope.ps/1)

Needs the sampler, a small program that \`npm run build\` makes where Go 1.24 or newer is installed. Linux only, for now.
`,
};
