import type { Catalogue } from '../t';

/** What is odd in a file, or why it is not read: packed files, no known format, JSON of other tools, metrics, pprof. */
export const ENGINE_FORMATS: Catalogue = {
  // Packed files.
  'Check that it is a file, that it is still there and that you may read it.':
    '请确认它是文件、仍然存在，并且您有读取权限。',
  'It is a gzip file, but {reason}. {n} bytes came out before; none of them can be trusted.':
    '它是 gzip 文件，但{reason}。此前解压出 {n} 字节，均不可信。',
  'It is a zstd file, but {reason}. {n} bytes came out before; none of them can be trusted.':
    '它是 zstd 文件，但{reason}。此前解压出 {n} 字节，均不可信。',
  'it has no gzip header': '没有 gzip 头',
  'its gzip header names an unknown method': '其 gzip 头给出了未知的压缩方法',
  'the packed data is impossible there': '该处的压缩数据不合法',
  'its checksum does not match its content': '校验和与内容不符',
  'its stored length does not match its content': '记录的长度与内容不符',
  'it has no zstd frame where one should be': '应有 zstd 帧的位置没有帧',
  'its packed data is impossible': '压缩数据不合法',
  'its packed data is impossible (a block of an unknown kind)': '压缩数据不合法（未知类型的块）',
  'its packed data is impossible (a match before the beginning)': '压缩数据不合法（匹配位置早于开头）',
  'its packed data is impossible (a table too fine)': '压缩数据不合法（表的精度过高）',
  'its packed data is impossible (a block that cannot be read)': '压缩数据不合法（有无法读取的块）',
  'its frame header uses a bit that is reserved': '帧头使用了保留位',
  'it has a block of a reserved kind': '含有保留类型的块',
  'it has a block larger than blocks may be': '含有超出允许大小的块',
  'Fetch it again; a transfer in text mode or a disk error damages packed files like this.':
    '请重新获取；以文本模式传输或磁盘错误会这样损坏压缩文件。',
  'It is a {compression} file of {size} bytes that ends inside its first block.':
    '它是 {size} 字节的 {compression} 文件，在第一个块内就结束了。',
  'Fetch it again and let the download finish.': '请重新获取，并等待下载完成。',
  'Fetch it again and check for status 200.': '请重新获取，并确认状态为 200。',
  'It has no bytes: the request that saved it failed, or was stopped before an answer came.':
    '它没有任何字节：保存它的请求失败了，或在收到响应之前被中止。',
  'It unpacks to nothing: the request that saved it failed, or was stopped before an answer came.':
    '它解压后没有内容：保存它的请求失败了，或在收到响应之前被中止。',
  'It holds {size}. At most {limit} are read.': '它有 {size}，最多读取 {limit}。',
  'It unpacks to more than {size}. At most {limit} are read.': '它解压后超过 {size}，最多读取 {limit}。',
  'Its blocks are tiny and their window is huge, which no capture needs. At most {limit} are read.':
    '它的块极小而窗口极大，任何捕获都不需要这样。最多读取 {limit}。',
  'Its first {size} unpack more than {ratio} to 1, which no capture does: this is how a {compression} bomb is built. At most {limit} are read.':
    '它的前 {size} 解压比超过 {ratio}:1，任何捕获都不会这样：{compression} 炸弹就是这样构造的。最多读取 {limit}。',
  'Check where the file comes from. A profile in protobuf form (without debug=) is small whatever the size of the program.':
    '请检查文件的来源。无论程序多大，protobuf 形式的 profile（不带 debug=）都很小。',
  'It needs a window of more than {size} to be unpacked, which zstd itself does not do unless it is told to.':
    '解压它需要超过 {size} 的窗口，除非另行指定，zstd 自身也不会这样做。',
  'Unpack it first: zstd -d --long=31 FILE.': '请先解压：zstd -d --long=31 FILE。',
  'It is a zstd file that can only be unpacked with the dictionary it was packed with, which is another file.':
    '它是 zstd 文件，只能用压缩时所用的字典解压，而字典是另一个文件。',
  'Unpack it where the dictionary is: zstd -d -D DICTIONARY FILE.':
    '请在有字典的地方解压：zstd -d -D DICTIONARY FILE。',
  'A second packed profile begins at byte {offset} of the unpacked content. Added up they would count twice.':
    '第二个压缩的 profile 从解压后内容的字节 {offset} 处开始。相加会重复计数。',
  'Save each profile in a file of its own, or add them up on purpose: go tool pprof -proto -output=sum.pb.gz A B.':
    '请把每个 profile 存为单独的文件，或有意将其相加：go tool pprof -proto -output=sum.pb.gz A B。',
  '{n} bytes after the end of the {compression} data are left out.': '{compression} 数据结束之后的 {n} 字节已略去。',
  'The text is UTF-16, as a Windows shell writes it; read as UTF-8. Offsets count its UTF-8 bytes.':
    '文本是 UTF-16（Windows shell 的写法），已按 UTF-8 读取。偏移按其 UTF-8 字节计。',
  // Files of no known format.
  'Parkscope reads pprof profiles, goroutine text (debug=1 and debug=2), crash dumps, heap, block and mutex text (debug=1), execution traces, metrics (expvar, Prometheus), and what other tools write: collapsed stacks, speedscope, Chrome traces, perf script, .cpuprofile and .heapprofile of V8.':
    'Parkscope 可读取 pprof profile、goroutine 文本（debug=1 和 debug=2）、崩溃转储、heap、block 和 mutex 文本（debug=1）、执行跟踪、指标（expvar、Prometheus），以及其他工具的输出：collapsed stacks、speedscope、Chrome trace、perf script、V8 的 .cpuprofile 和 .heapprofile。',
  '{n} bytes, no visible character among them.': '共 {n} 字节，其中没有可见字符。',
  'It unpacks to binary data of a kind that is not known here.': '它解压后是未知类型的二进制数据。',
  'It holds binary data of a kind that is not known here.': '它包含未知类型的二进制数据。',
  'It starts as every PNG picture does.': '它的开头与 PNG 图片相同。',
  'It starts as every JPEG picture does.': '它的开头与 JPEG 图片相同。',
  'It starts as every ZIP archive does.': '它的开头与 ZIP 归档相同。',
  'Unpack it and open the profiles inside.': '请解压并打开其中的 profile。',
  'It is the memory of a process. Reading it takes the executable that ran, too.':
    '它是一个进程的内存。读取它还需要当时运行的可执行文件。',
  'For its goroutines, and those that can never wake, name the executable: parkscope check CORE --exe PROGRAM (cores of Go on Linux, amd64 and arm64).':
    '要查看其 goroutine 以及永远无法唤醒的 goroutine，请指定可执行文件：parkscope check CORE --exe PROGRAM（Linux 上 amd64 和 arm64 的 Go 核心转储）。',
  'It is an executable file, not what a profiler wrote about one.': '它是可执行文件，而不是 profiler 的输出。',
  'Open the profile that the program wrote; its executable is not needed.':
    '请打开程序写出的 profile；不需要其可执行文件。',
  'It starts as every zstd file does.': '它的开头与 zstd 文件相同。',
  'Unpack it first: zstd -d FILE.': '请先解压：zstd -d FILE。',
  'It starts as every xz file does.': '它的开头与 xz 文件相同。',
  'Unpack it first: xz -d FILE.': '请先解压：xz -d FILE。',
  'It starts as every bzip2 file does.': '它的开头与 bzip2 文件相同。',
  'Unpack it first: bzip2 -d FILE.': '请先解压：bzip2 -d FILE。',
  'It is a gzip file inside a gzip file: a server or a browser packed it once more.':
    '它是 gzip 文件中的 gzip 文件：服务器或浏览器又压缩了一次。',
  'Unpack it once: gzip -d FILE.': '请解压一次：gzip -d FILE。',
  'It has the mark of a tar archive.': '它带有 tar 归档的标记。',
  'It starts as every PDF document does.': '它的开头与 PDF 文档相同。',
  'It is the binary file that perf record writes.': '它是 perf record 写出的二进制文件。',
  'Turn it into text on the machine where it was recorded, and open that: perf script > out.perf.txt.':
    '请在记录它的机器上将其转换为文本再打开：perf script > out.perf.txt。',
  'It begins with the name of a metric as the protobuf form of an exposition has it (the only form with native histograms).':
    '它以指标名称开头，写法同 exposition 的 protobuf 形式（唯一含 native histogram 的形式）。',
  'Fetch the text: curl -H "Accept: text/plain" http://HOST:PORT/metrics > metrics.txt':
    '请获取文本：curl -H "Accept: text/plain" http://HOST:PORT/metrics > metrics.txt',
  'It starts as every HPROF file does.': '它的开头与 HPROF 文件相同。',
  'It starts with {start}. The server answered with an error page when this was saved.':
    '它以 {start} 开头。保存时服务器返回的是错误页面。',
  'It starts with {start} and its title is “{title}”. The server answered with an error page when this was saved.':
    '它以 {start} 开头，标题为“{title}”。保存时服务器返回的是错误页面。',
  'Unpacked, it starts with {start}. The server answered with an error page when this was saved.':
    '解压后，它以 {start} 开头。保存时服务器返回的是错误页面。',
  'Unpacked, it starts with {start} and its title is “{title}”. The server answered with an error page when this was saved.':
    '解压后，它以 {start} 开头，标题为“{title}”。保存时服务器返回的是错误页面。',
  'The server answered “{first}”.': '服务器的响应是“{first}”。',
  'Check that the program imports net/http/pprof and fetch it again from {url}.':
    '请确认程序导入了 net/http/pprof，并从 {url} 重新获取。',
  'It says “{crash}”, and no goroutine follows: none was left, or Go was told to print none (GOTRACEBACK=none).':
    '它写着“{crash}”，其后没有 goroutine：可能已全部结束，或 Go 被要求不打印（GOTRACEBACK=none）。',
  'Run the program with GOTRACEBACK=all and keep everything that it writes to standard error.':
    '请以 GOTRACEBACK=all 运行程序，并保留其标准错误的全部输出。',
  'It has neither the variables of /debug/vars nor the form of a trace or a profile that is known here.':
    '它既没有 /debug/vars 的变量，也不是任何已知的跟踪或 profile 形式。',
  'Its first line is “{first}”. No line like “goroutine 1 [running]:” or “goroutine profile: total 9” was found in its first 64 KiB.':
    '它的第一行是“{first}”。其前 64 KiB 中没有类似“goroutine 1 [running]:”或“goroutine profile: total 9”的行。',
  'It has the header of {cpu} profiles (words 0, 3), as gperftools writes them; programs built by Go 1.9 and later write protobuf.':
    '它带有 {cpu} profile 的头（字 0、3），由 gperftools 写出；Go 1.9 及更新版本构建的程序写 protobuf。',
  'Convert it where its program is: go tool pprof -proto -output=cpu.pb.gz PROGRAM FILE.':
    '请在其程序所在处转换：go tool pprof -proto -output=cpu.pb.gz PROGRAM FILE。',
  'Servers in C++ answer /threadz so; it has addresses without names. Go has no such page.':
    'C++ 的服务器这样响应 /threadz；其中只有地址，没有名称。Go 没有这样的页面。',
  'Of a Go program open /debug/pprof/goroutine; of others convert it: go tool pprof -proto -output=threads.pb.gz PROGRAM FILE.':
    '如果是 Go 程序，请打开 /debug/pprof/goroutine；否则请转换：go tool pprof -proto -output=threads.pb.gz PROGRAM FILE。',
  // What a refused file is called.
  '{name} is empty': '{name} 为空',
  '{name} holds only blank space': '{name} 只有空白',
  '{name} is too large to read': '{name} 太大，无法读取',
  '{name} cannot be read': '{name} 无法读取',
  '{name} holds two profiles': '{name} 含有两个 profile',
  '{name} holds two profiles, one after the other': '{name} 含有前后相接的两个 profile',
  '{name} unfolds to more stacks than fit': '{name} 展开后的栈太多，无法容纳',
  '{name} is cut off and cannot be read': '{name} 被截断，无法读取',
  '{name} has no stack': '{name} 没有栈',
  '{name} ends before anything can be shown': '{name} 在可显示的内容之前就结束了',
  '{name} ends before anything can be read': '{name} 在可读取的内容之前就结束了',
  '{name} ends before its first goroutine': '{name} 在第一个 goroutine 之前就结束了',
  '{name} ends before its first goroutine is complete': '{name} 在第一个 goroutine 完整之前就结束了',
  '{name} ends before its first number': '{name} 在第一个数值之前就结束了',
  '{name} ends before its first row': '{name} 在第一行数据之前就结束了',
  '{name} ends before its first sample does': '{name} 在第一个样本结束之前就结束了',
  '{name} ends before its first stack': '{name} 在第一个栈之前就结束了',
  '{name} ends before the first moment that it records': '{name} 在记录的第一个时刻之前就结束了',
  '{name} is JSON, not a profile': '{name} 是 JSON，不是 profile',
  '{name} is an error message, not a profile': '{name} 是错误消息，不是 profile',
  '{name} is not a profile': '{name} 不是 profile',
  '{name} is text, but not a goroutine dump or a profile': '{name} 是文本，但不是 goroutine 转储或 profile',
  '{name} is the message of a crash without its goroutines': '{name} 是崩溃消息，不含 goroutine',
  '{name} is a lock profile of another language': '{name} 是其他语言的锁 profile',
  '{name} is a CPU profile in the binary form of old profilers': '{name} 是旧式 profiler 二进制形式的 CPU profile',
  '{name} is a list of threads (threadz), which is not read': '{name} 是线程列表（threadz），不支持读取',
  '{name} is a recording of another version of Parkscope': '{name} 是另一版本的 Parkscope 所做的记录',
  '{name} is an execution trace in a format that is not known': '{name} 是未知格式的执行跟踪',
  '{name} is an execution trace in the old format': '{name} 是旧格式的执行跟踪',
  '{name} is packed in a way that is not read here': '{name} 的压缩方式不受支持',
  '{name} is packed with a dictionary': '{name} 使用字典压缩',
  '{name} is a picture (PNG), not a profile': '{name} 是图片（PNG），不是 profile',
  '{name} is a picture (JPEG), not a profile': '{name} 是图片（JPEG），不是 profile',
  '{name} is a ZIP archive, not a profile': '{name} 是 ZIP 归档，不是 profile',
  '{name} is a core dump (ELF), not a profile': '{name} 是核心转储（ELF），不是 profile',
  '{name} is a program, not a profile': '{name} 是程序，不是 profile',
  '{name} is a tar archive, not a profile': '{name} 是 tar 归档，不是 profile',
  '{name} is a PDF document, not a profile': '{name} 是 PDF 文档，不是 profile',
  '{name} is a recording of perf, not a profile': '{name} 是 perf 的记录，不是 profile',
  '{name} is metrics of Prometheus as protobuf, not a profile':
    '{name} 是 protobuf 形式的 Prometheus 指标，不是 profile',
  '{name} is a Java heap dump, not a profile': '{name} 是 Java 堆转储，不是 profile',
  '{name} is packed with zstd, not a profile': '{name} 经 zstd 压缩，不是 profile',
  '{name} is packed with xz, not a profile': '{name} 经 xz 压缩，不是 profile',
  '{name} is packed with bzip2, not a profile': '{name} 经 bzip2 压缩，不是 profile',
  '{name} is packed twice, not a profile': '{name} 被压缩了两次，不是 profile',
  // JSON of other tools.
  'It is a speedscope profile, but {why}.': '它是 speedscope profile，但{why}。',
  'It is a speedscope profile that ends at byte {at}, and {missing}.':
    '它是 speedscope profile，在字节 {at} 处结束，且{missing}。',
  'It is a CPU profile of V8, but {why}.': '它是 V8 的 CPU profile，但{why}。',
  'It is a CPU profile of V8 that ends at byte {at}, and {missing}.':
    '它是 V8 的 CPU profile，在字节 {at} 处结束，且{missing}。',
  'It is a heap profile of V8, but {why}.': '它是 V8 的堆 profile，但{why}。',
  'It is a heap profile of V8 that ends at byte {at}, and {missing}.':
    '它是 V8 的堆 profile，在字节 {at} 处结束，且{missing}。',
  'It is a trace in the format of Chrome, but {why}.': '它是 Chrome 格式的跟踪，但{why}。',
  'It is a trace in the format of Chrome that ends at byte {at}, and {missing}.':
    '它是 Chrome 格式的跟踪，在字节 {at} 处结束，且{missing}。',
  'It is expvar JSON (/debug/vars), but {why}.': '它是 expvar JSON（/debug/vars），但{why}。',
  'It is expvar JSON (/debug/vars) that ends at byte {at}.': '它是 expvar JSON（/debug/vars），在字节 {at} 处结束。',
  'It is runtime/metrics as JSON, but {why}.': '它是 JSON 形式的 runtime/metrics，但{why}。',
  'It is runtime/metrics as JSON that ends at byte {at}.': '它是 JSON 形式的 runtime/metrics，在字节 {at} 处结束。',
  'It is runtime/metrics as text, but {why}.': '它是 文本形式的 runtime/metrics，但{why}。',
  'It is Prometheus text, but {why}.': '它是 Prometheus 文本，但{why}。',
  'a comma or a closing bracket is missing': '缺少逗号或右括号',
  'the name of a field is missing': '缺少字段名',
  'something follows the end of the document': '文档结束之后还有内容',
  'a closing bracket does not match': '右括号不匹配',
  'a colon is missing': '缺少冒号',
  'a number is malformed': '有格式错误的数值',
  'a value is missing': '缺少值',
  'it is nested deeper than {n} levels': '嵌套超过 {n} 层',
  'none of its nodes is complete': '没有一个节点是完整的',
  'it has no nodes': '没有节点',
  'it has no tree': '没有树',
  'none of its events is complete': '没有一个事件是完整的',
  'it has no events': '没有事件',
  'its frames (shared.frames) are missing': '缺少帧（shared.frames）',
  'it has no frames (shared.frames)': '没有帧（shared.frames）',
  'its profiles are missing': '缺少 profile',
  'it has no profiles': '没有 profile',
  'it has no profile': '没有 profile',
  'none of its profiles is complete enough': '没有一个 profile 足够完整',
  'its profiles are no list': '其 profile 不是列表',
  'a sample holds something other than numbers of frames': '有样本包含帧编号以外的内容',
  '{n} samples have {m} weights': '{n} 个样本却有 {m} 个权重',
  'something else follows it': '其后还有其他内容',
  'there is no number in it': '其中没有数值',
  'no line of it can be read': '没有一行可以读取',
  'Save or fetch it again.': '请重新保存或获取。',
  'Save or fetch it again, and let the program that writes it end.': '请重新保存或获取，并等待写它的程序结束。',
  'Counts are lower bounds.': '计数为下限。',
  'The file ends early, at byte {at}: {n} nodes and {m} samples were read until there.':
    '文件在字节 {at} 处提前结束：此前读到 {n} 个节点和 {m} 个样本。',
  'The file ends early, at byte {at}: {n} nodes were read until there.':
    '文件在字节 {at} 处提前结束：此前读到 {n} 个节点。',
  'The file ends early, at byte {at}: {n} events were read until there.':
    '文件在字节 {at} 处提前结束：此前读到 {n} 个事件。',
  'The file ends early, at byte {at}: {n} profiles were read until there.':
    '文件在字节 {at} 处提前结束：此前读到 {n} 个 profile。',
  '{n} samples name a node that is not there and are left out.': '有 {n} 个样本指向不存在的节点，已略去。',
  '{n} samples go back in time and count as at the same moment.': '有 {n} 个样本的时间倒退，按同一时刻计。',
  '{n} references between nodes lead nowhere or to a node that has a parent already.':
    '有 {n} 处节点间的引用指向不存在的节点，或指向已有父节点的节点。',
  '{n} nodes hang on themselves and are left out.': '有 {n} 个节点以自身为祖先，已略去。',
  '{n} numbers are too large to be true and are left out.': '有 {n} 个数值大得不合理，已略去。',
  '{n} profiles are left out: {why}.': '已略去 {n} 个 profile：{why}。',
  '{n} profiles are left out: more than {most} are not shown.': '已略去 {n} 个 profile：最多显示 {most} 个。',
  'they are no objects': '它们不是对象',
  'they say no type (sampled or evented)': '它们没有给出类型（sampled 或 evented）',
  '{n} references to frames that are not in the file are shown as (unknown).':
    '有 {n} 处引用的帧不在文件中，显示为 (unknown)。',
  '{n} close events do not match the frame that is open and are left out.':
    '有 {n} 个关闭事件与打开的帧不匹配，已略去。',
  '{n} frames are never closed; they count until the last event.': '有 {n} 个帧从未关闭，计到最后一个事件为止。',
  '{n} events go back in time and count as at the same moment.': '有 {n} 个事件的时间倒退，按同一时刻计。',
  '{n} entries are no sample or event and are left out.': '有 {n} 个条目既不是样本也不是事件，已略去。',
  '{n} spans begin and never end; they count until the last event of their thread.':
    '有 {n} 个 span 有始无终，计到其线程的最后一个事件为止。',
  '{n} ends of spans have no beginning and are left out.': '有 {n} 个 span 有终无始，已略去。',
  '{n} spans reach beyond the span that they begin in and are cut there.':
    '有 {n} 个 span 超出其起始所在的 span，已在该处截断。',
  '{n} entries are no events, or have no time, and are left out.': '有 {n} 个条目不是事件或没有时间，已略去。',
  '{n} events are no spans and have no place in a profile: {what}.':
    '有 {n} 个事件不是 span，无法放入 profile：{what}。',
  // Metrics.
  'Line {n} is not understood and left out.': '第 {n} 行无法识别，已略去。',
  '{n} lines are not understood and left out, the first is line {first}.':
    '有 {n} 行无法识别，已略去，第一处在第 {first} 行。',
  '{n} integer is above 2^53 and rounded to the nearest double.': '有 {n} 个整数大于 2^53，已舍入到最接近的 double。',
  '{n} integers are above 2^53 and rounded to the nearest double.': '有 {n} 个整数大于 2^53，已舍入到最接近的 double。',
  'Truncated file: its last line has no end and is left out. Ends at byte {at}.':
    '文件被截断：最后一行不完整，已略去。在字节 {at} 处结束。',
  'Truncated file: it was packed, and the packed data end early. Ends at byte {at}.':
    '文件被截断：它经过压缩，而压缩数据提前结束。在字节 {at} 处结束。',
  'Truncated file: it is OpenMetrics without “# EOF” at its end. Ends at byte {at}.':
    '文件被截断：它是 OpenMetrics，但末尾没有“# EOF”。在字节 {at} 处结束。',
  'Truncated file: the lines before its end are shown. Ends at byte {at}.':
    '文件被截断：显示结束之前的行。在字节 {at} 处结束。',
  'Truncated file: the numbers before its end are shown. Ends at byte {at}.':
    '文件被截断：显示结束之前的数值。在字节 {at} 处结束。',
  'Damaged at byte {at}: {problem}. What follows is not read.': '字节 {at} 处损坏：{problem}。其后的内容未读取。',
  '{n} value is no number and left out: {names}.': '有 {n} 个值不是数值，已略去：{names}。',
  '{n} values are no number and left out: {names}.': '有 {n} 个值不是数值，已略去：{names}。',
  '{n} values are no number and left out: {names} and {more} more.':
    '有 {n} 个值不是数值，已略去：{names} 等，另有 {more} 个。',
  '{n} lines of HTTP headers are left out.': '已略去 {n} 行 HTTP 头。',
  '{n} exemplar is counted and not kept.': '有 {n} 个 exemplar 已计数但未保留。',
  '{n} exemplars are counted and not kept.': '有 {n} 个 exemplar 已计数但未保留。',
  '{n} native histogram is left out: buckets, count and sum are one value, which has no place beside numbers.':
    '已略去 {n} 个 native histogram：bucket、count 和 sum 是一个值，无法与数值并列。',
  '{n} native histograms are left out: buckets, count and sum are one value, which has no place beside numbers.':
    '已略去 {n} 个 native histogram：bucket、count 和 sum 是一个值，无法与数值并列。',
  'Histograms with buckets of their own (classic ones) are read; the client can be told to write both.':
    '可读取自带 bucket 的 histogram（classic）；可以让客户端同时写出两种。',
  // pprof profiles.
  'The profile ends early, at byte {at}.': 'profile 在字节 {at} 处提前结束。',
  'The profile ends early, at byte {at}; {n} samples are left out because what they refer to is missing.':
    'profile 在字节 {at} 处提前结束；有 {n} 个样本因所引用的内容缺失而略去。',
  'The profile ends early, at byte {at}; {n} names are missing.': 'profile 在字节 {at} 处提前结束；缺少 {n} 个名称。',
  'The profile ends early, at byte {at}; {n} samples are left out because what they refer to is missing, and {m} names are missing.':
    'profile 在字节 {at} 处提前结束；有 {n} 个样本因所引用的内容缺失而略去，且缺少 {m} 个名称。',
  'Make the capture again to have all of it.': '请重新捕获以获得全部内容。',
  '{n} numbers are beyond 2^53 and are rounded.': '有 {n} 个数值大于 2^53，已舍入。',
  '{n} locations refer to a mapping that is not in the profile; they are shown without their binary.':
    '有 {n} 个 location 引用的 mapping 不在 profile 中；显示时不带其二进制文件。',
  '{n} line numbers are no line numbers and are shown as unknown.': '有 {n} 个行号不是有效的行号，显示为未知。',
  '{n} functions have the name and the file of another one but begin on another line or differ in system name; they are shown as one.':
    '有 {n} 个函数与另一个函数同名同文件，但起始行或 system name 不同；按同一个函数显示。',
  '{n} groups have a negative number of goroutines, as in a difference of two profiles; they are no goroutines.':
    '有 {n} 个分组的 goroutine 数为负，如同两个 profile 之差；它们不是 goroutine。',
  'Open the two profiles instead of their difference.': '请打开两个 profile，而不是它们的差。',
  'It is a pprof profile, but {why}. None of its numbers can be trusted.':
    '它是 pprof profile，但{why}。其中的数值均不可信。',
  'It is a pprof profile, but {why}. Read as one, its numbers would be wrong.':
    '它是 pprof profile，但{why}。按一个 profile 读取，数值会出错。',
  'It is a gzipped pprof profile, but {why}. None of its numbers can be trusted.':
    '它是 gzip 压缩的 pprof profile，但{why}。其中的数值均不可信。',
  'It is a gzipped pprof profile, but {why}. Read as one, its numbers would be wrong.':
    '它是 gzip 压缩的 pprof profile，但{why}。按一个 profile 读取，数值会出错。',
  'It is a pprof profile packed with zstd, but {why}. None of its numbers can be trusted.':
    '它是 zstd 压缩的 pprof profile，但{why}。其中的数值均不可信。',
  'It is a pprof profile packed with zstd, but {why}. Read as one, its numbers would be wrong.':
    '它是 zstd 压缩的 pprof profile，但{why}。按一个 profile 读取，数值会出错。',
  'Split it, or merge the originals with go tool pprof -proto A B.':
    '请拆分它，或用 go tool pprof -proto A B 合并原来的文件。',
  'Make the capture again, and transfer it as binary.': '请重新捕获，并以二进制方式传输。',
  'It is a pprof profile that ends at byte {at}: {n} samples were found, but {why}.':
    '它是 pprof profile，在字节 {at} 处结束：找到 {n} 个样本，但{why}。',
  'It is a pprof profile that ends at byte {at}, inside a field: {n} samples were found, but {why}.':
    '它是 pprof profile，在字节 {at} 处结束，位于某个字段内：找到 {n} 个样本，但{why}。',
  'It is a pprof profile that ends at byte {at}, inside its {field}: {n} samples were found, but {why}.':
    '它是 pprof profile，在字节 {at} 处结束，位于其 {field} 内：找到 {n} 个样本，但{why}。',
  'It is a pprof profile that ends at byte {at} of the unpacked profile: {n} samples were found, but {why}.':
    '它是 pprof profile，在解压后的字节 {at} 处结束：找到 {n} 个样本，但{why}。',
  'It is a pprof profile that ends at byte {at} of the unpacked profile, inside a field: {n} samples were found, but {why}.':
    '它是 pprof profile，在解压后的字节 {at} 处结束，位于某个字段内：找到 {n} 个样本，但{why}。',
  'It is a pprof profile that ends at byte {at} of the unpacked profile, inside its {field}: {n} samples were found, but {why}.':
    '它是 pprof profile，在解压后的字节 {at} 处结束，位于其 {field} 内：找到 {n} 个样本，但{why}。',
  'Make the capture again; curl tells a broken transfer by its exit code 18.':
    '请重新捕获；curl 以退出码 18 表示传输中断。',
  'the table of names, which comes last, is missing': '位于最后的名称表缺失',
  'the table of names, which comes last, is not complete': '位于最后的名称表不完整',
  'the names of all functions are missing': '所有函数的名称都缺失',
  'none of them is complete': '没有一个是完整的',
  'its stacks unfold to more calls than a profile of its size can mean':
    '其栈展开后的调用数超出该大小的 profile 所能表示的数量',
  'it has samples and no sample type': '它有样本却没有 sample type',
  'a sample has {n} value and the profile has {m} sample type': '有样本含 {n} 个值，而 profile 有 {m} 个 sample type',
  'a sample has {n} value and the profile has {m} sample types': '有样本含 {n} 个值，而 profile 有 {m} 个 sample type',
  'a sample has {n} values and the profile has {m} sample type': '有样本含 {n} 个值，而 profile 有 {m} 个 sample type',
  'a sample has {n} values and the profile has {m} sample types': '有样本含 {n} 个值，而 profile 有 {m} 个 sample type',
  'its first string is not empty, as every profile begins its string table':
    '其第一个字符串不为空，而任何 profile 的字符串表都以空字符串开头',
  'it holds a field number that protobuf does not allow': '它含有 protobuf 不允许的字段号',
  'it holds a number longer than 10 bytes': '它含有超过 10 字节的数',
  'it holds a length longer than 10 bytes': '它含有超过 10 字节的长度',
  'it holds a field of wire type {wire}, which no profile uses':
    '它含有 wire type 为 {wire} 的字段，任何 profile 都不使用',
  'it holds a field of {n} bytes': '它含有 {n} 字节的字段',
  'its {field} is written with the wrong wire type': '其 {field} 的 wire type 不对',
  'a second profile follows (byte {at} is part of it): two were written into one file':
    '其后还有第二个 profile（字节 {at} 属于它）：两个 profile 写入了同一文件',
  'its {field} refers to string {n} and the profile has {many}': '其 {field} 引用字符串 {n}，而 profile 只有 {many} 个',
  'a sample refers to location {n} and the profile has {many}': '有样本引用 location {n}，而 profile 只有 {many} 个',
  'a location refers to function {n} and the profile has {many}':
    '有 location 引用 function {n}，而 profile 只有 {many} 个',
  'a location has a line without a function': '有 location 的 line 没有 function',
  'a function has the id 0, which is reserved': '有 function 的 id 为 0，而 0 是保留值',
  'two functions have the id {id}': '有两个 function 的 id 都是 {id}',
  'a mapping has the id 0, which is reserved': '有 mapping 的 id 为 0，而 0 是保留值',
  'two mappings have the id {id}': '有两个 mapping 的 id 都是 {id}',
  'a location has the id 0, which is reserved': '有 location 的 id 为 0，而 0 是保留值',
  'two locations have the id {id}': '有两个 location 的 id 都是 {id}',
  'a {record} ends inside a field': '有 {record} 在字段内结束',
  'a {record} ends inside a number': '有 {record} 在数内结束',
  'a {record} holds a number longer than 10 bytes': '有 {record} 含有超过 10 字节的数',
  'a {record} has a field number that protobuf does not allow': '有 {record} 含有 protobuf 不允许的字段号',
  'a {record} has a field of wire type {wire}, which no profile uses':
    '有 {record} 含有 wire type 为 {wire} 的字段，任何 profile 都不使用',
  'a {record} holds a field of {n} bytes and only {m} follow': '有 {record} 含有 {n} 字节的字段，而其后只有 {m} 字节',
  'a {record} has bytes where a number should be ({field})': '有 {record} 在应为数的位置是字节（{field}）',
  'a {record} has a number where bytes should be ({field})': '有 {record} 在应为字节的位置是数（{field}）',
  'the {record} ends inside a field': '{record} 在字段内结束',
  'the {record} ends inside a number': '{record} 在数内结束',
  'the {record} holds a number longer than 10 bytes': '{record} 含有超过 10 字节的数',
  'the {record} has a field number that protobuf does not allow': '{record} 含有 protobuf 不允许的字段号',
  'the {record} has a field of wire type {wire}, which no profile uses':
    '{record} 含有 wire type 为 {wire} 的字段，任何 profile 都不使用',
  'the {record} holds a field of {n} bytes and only {m} follow': '{record} 含有 {n} 字节的字段，而其后只有 {m} 字节',
  'the {record} has bytes where a number should be ({field})': '{record} 在应为数的位置是字节（{field}）',
  'the {record} has a number where bytes should be ({field})': '{record} 在应为字节的位置是数（{field}）',
};
