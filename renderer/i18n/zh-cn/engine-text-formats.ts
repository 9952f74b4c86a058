import type { Catalogue } from '../t';

/** What is odd in a text, or why it is not read: debug=1, goroutine dumps, logs, collapsed stacks, perf script. */
export const ENGINE_TEXT_FORMATS: Catalogue = {
  // Profiles as text (debug=1).
  'Truncated file: showing the first {share} % ({read} of {total}). Ends at byte {at}.':
    '文件被截断：显示前 {share} %（{read} / {total}）。在字节 {at} 处结束。',
  'Truncated file: showing the first {share} % ({read} of {total} sampled objects). Ends at byte {at}.':
    '文件被截断：显示前 {share} %（{total} 个采样对象中的 {read} 个）。在字节 {at} 处结束。',
  'Fetch it again and let the download finish; without debug=1 it is smaller.':
    '请重新获取，并等待下载完成；不带 debug=1 时更小。',
  'The rows add up to {read}, the first line promises {promised}.': '各行合计 {read}，而第一行声明为 {promised}。',
  '{n} lines are not understood.': '有 {n} 行无法识别。',
  '{n} rows do not have four numbers that agree and are left out.': '有 {n} 行没有四个相互一致的数，已略去。',
  '{n} rows do not have two numbers and are left out.': '有 {n} 行没有两个数，已略去。',
  'Numbers of {n} rows are beyond 2^53 and are rounded.': '有 {n} 行的数值大于 2^53，已舍入。',
  'The text ends inside a line, at byte {at}: rows are missing, and the last one may be incomplete.':
    '文本在字节 {at} 处的行内结束：缺少部分行，最后一行可能不完整。',
  'It does not say how long a cycle is: delays are in cycles, as recorded.':
    '它没有给出一个 cycle 的时长：延迟按记录以 cycle 计。',
  "Numbers are those of go tool pprof for this text, which multiplies by the sampling period {times}; Go's runtime has done so already, so they are {again} times those of the protobuf form.":
    '数值与 go tool pprof 对此文本的结果一致，它会乘以采样周期 {times}；而 Go runtime 已经乘过，因此数值是 protobuf 形式的 {again} 倍。',
  'Fetch it without debug=1 for the numbers of the runtime.': '要得到 runtime 的数值，请不带 debug=1 获取。',
  'The profiler discarded {n} samples.': 'profiler 丢弃了 {n} 个样本。',
  'Lines before the rows are not understood: {names}.': '数据行之前的行无法识别：{names}。',
  'Its header has a line “{name}”, which the Java profiler writes and Go does not.':
    '其头部有一行“{name}”，这是 Java profiler 的写法，Go 不会这样写。',
  'Convert it with the pprof of its profiler, or open a profile of a Go program.':
    '请用其 profiler 的 pprof 转换，或打开 Go 程序的 profile。',
  'It is a block or mutex profile as text (debug=1), but {why}.':
    '它是文本形式的 block 或 mutex profile（debug=1），但{why}。',
  'Fetch it again. Without debug=1 it is smaller and has the same stacks.':
    '请重新获取。不带 debug=1 时更小，且栈相同。',
  'It is a goroutine profile of {n}, as text, and has no row.':
    '它是文本形式的 goroutine profile，共 {n} 个，但没有数据行。',
  'It is a goroutineleak profile of {n}, as text, and has no row.':
    '它是文本形式的 goroutineleak profile，共 {n} 个，但没有数据行。',
  'It is a threadcreate profile of {n}, as text, and has no row.':
    '它是文本形式的 threadcreate profile，共 {n} 个，但没有数据行。',
  'It is a {profile} profile of {n}, as text, and has no row.':
    '它是文本形式的 {profile} profile，共 {n} 个，但没有数据行。',
  'It is a goroutine profile as text (debug=1), but {why}.': '它是文本形式的 goroutine profile（debug=1），但{why}。',
  'Fetch it again. Without debug=1 it is smaller and has more.': '请重新获取。不带 debug=1 时更小，且内容更多。',
  'It is a heap profile as text that has only its first line.': '它是文本形式的堆 profile，只有第一行。',
  'It is a heap profile as text (debug=1), but {why}.': '它是文本形式的堆 profile（debug=1），但{why}。',
  'Fetch it again. Without debug=1 it is smaller and has the same numbers.':
    '请重新获取。不带 debug=1 时更小，且数值相同。',
  'its first line is not “--- contention:” or “--- mutex:”': '第一行不是“--- contention:”或“--- mutex:”',
  'its first line is not “goroutine profile: total N”': '第一行不是“goroutine profile: total N”',
  'its first line is not “heap profile: …”': '第一行不是“heap profile: …”',
  'no row of it can be read': '没有一行数据可以读取',
  'the number behind “{name}” is none': '“{name}”之后的不是数',
  // Goroutine dumps (debug=2), crashes and logs.
  'How to capture all: fetch /debug/pprof/goroutine without debug=2. It is complete, small, and stops the program far shorter.':
    '如何捕获全部：不带 debug=2 获取 /debug/pprof/goroutine。它完整、体积小，使程序停顿的时间也短得多。',
  'How to capture all: keep the whole standard error of the program; a log collector may cut it at a size of its own.':
    '如何捕获全部：保留程序的全部标准错误输出；日志收集器可能按自身的大小限制将其截断。',
  'Ends at byte {at}, inside goroutine {id}.': '在字节 {at} 处结束，位于 goroutine {id} 内。',
  'Ends at byte {at}, inside goroutine {id}. Go stops a text dump at 64 MiB.':
    '在字节 {at} 处结束，位于 goroutine {id} 内。Go 在 64 MiB 处停止文本转储。',
  'Ends at byte {at}, inside goroutine {id}. The gzip file is cut.':
    '在字节 {at} 处结束，位于 goroutine {id} 内。gzip 文件被截断。',
  'Ends at byte {at}, between two goroutines.': '在字节 {at} 处结束，位于两个 goroutine 之间。',
  'Ends at byte {at}, between two goroutines. Go stops a text dump at 64 MiB.':
    '在字节 {at} 处结束，位于两个 goroutine 之间。Go 在 64 MiB 处停止文本转储。',
  'Ends at byte {at}, between two goroutines. The gzip file is cut.':
    '在字节 {at} 处结束，位于两个 goroutine 之间。gzip 文件被截断。',
  'Ends at byte {at}, where another dump begins.': '在字节 {at} 处结束，另一份转储从该处开始。',
  '{n} goroutine left out: the header cannot be read.': '已略去 {n} 个 goroutine：其头部无法读取。',
  '{n} goroutines left out: the header cannot be read.': '已略去 {n} 个 goroutine：其头部无法读取。',
  '{n} goroutine left out: the same id is there already.': '已略去 {n} 个 goroutine：同一 id 已存在。',
  '{n} goroutines left out: the same id is there already.': '已略去 {n} 个 goroutine：同一 id 已存在。',
  '{n} line inside goroutines not understood.': 'goroutine 内有 {n} 行无法识别。',
  '{n} lines inside goroutines not understood.': 'goroutine 内有 {n} 行无法识别。',
  '{n} frame left out by the runtime, which prints the 50 innermost and the 50 outermost of a deep stack.':
    'runtime 略去了 {n} 个帧：对于很深的栈，它只打印最内层 50 个和最外层 50 个。',
  '{n} frames left out by the runtime, which prints the 50 innermost and the 50 outermost of a deep stack.':
    'runtime 略去了 {n} 个帧：对于很深的栈，它只打印最内层 50 个和最外层 50 个。',
  '{n} stack without its outermost frames, which the runtime left out: it says not how many.':
    '有 {n} 个栈缺少最外层的帧，被 runtime 略去：没有说明数量。',
  '{n} stacks without its outermost frames, which the runtime left out: it says not how many.':
    '有 {n} 个栈缺少最外层的帧，被 runtime 略去：没有说明数量。',
  '{n} stack of nearly 100 frames, where Go up to 1.20 stops: the outermost frames may be missing.':
    '有 {n} 个栈接近 100 帧，Go 1.20 及更早版本到此为止：可能缺少最外层的帧。',
  '{n} stacks of nearly 100 frames, where Go up to 1.20 stops: the outermost frames may be missing.':
    '有 {n} 个栈接近 100 帧，Go 1.20 及更早版本到此为止：可能缺少最外层的帧。',
  '{n} goroutine without a stack, running on another thread when the dump was made.':
    '有 {n} 个 goroutine 没有栈：转储时正在其他线程上运行。',
  '{n} goroutines without a stack, running on another thread when the dump was made.':
    '有 {n} 个 goroutine 没有栈：转储时正在其他线程上运行。',
  '{n} stack of ancestors, kept with their goroutines.': '有 {n} 个祖先的栈，已与其 goroutine 一并保留。',
  '{n} stacks of ancestors, kept with their goroutines.': '有 {n} 个祖先的栈，已与其 goroutine 一并保留。',
  '{n} scheduler stack (goroutine 0) left out: no goroutine of the program.':
    '已略去 {n} 个调度器的栈（goroutine 0）：不是程序的 goroutine。',
  '{n} scheduler stacks (goroutine 0) left out: no goroutine of the program.':
    '已略去 {n} 个调度器的栈（goroutine 0）：不是程序的 goroutine。',
  '{n} stack that the program logged one at a time: no single moment, and one goroutine may be there more than once.':
    '有 {n} 个栈由程序逐个记入日志：并非同一时刻，同一 goroutine 可能出现多次。',
  '{n} stacks that the program logged one at a time: no single moment, and one goroutine may be there more than once.':
    '有 {n} 个栈由程序逐个记入日志：并非同一时刻，同一 goroutine 可能出现多次。',
  '{n} line outside of goroutines.': 'goroutine 之外有 {n} 行。',
  '{n} lines outside of goroutines.': 'goroutine 之外有 {n} 行。',
  'It is a goroutine dump that ends at byte {at}.': '它是 goroutine 转储，在字节 {at} 处结束。',
  'It looks like a goroutine dump, but no header of a goroutine can be read.':
    '它看起来像 goroutine 转储，但没有一个 goroutine 的头部可以读取。',
  'Save the text as the program printed it, without changing its lines.': '请按程序打印的原样保存文本，不要改动其行。',
  'Another process than in the capture before, which is of one that ended with it.':
    '与前一次捕获不是同一进程：前一次的进程已随该捕获结束。',
  'Another process than in the capture before: goroutine {id} was created by {was} there, by {is} here.':
    '与前一次捕获不是同一进程：goroutine {id} 在那里由 {was} 创建，在这里由 {is} 创建。',
  'Perhaps another process than in the capture before: no goroutine is in both.':
    '可能与前一次捕获不是同一进程：没有 goroutine 在两次中都出现。',
  'Every line begins with what a log writes before it, like “{example}”; that was taken off.':
    '每行开头都有日志添加的前缀，如“{example}”；已去除。',
  'Every line is a record of JSON; the text is what their “{key}” holds.':
    '每行都是一条 JSON 记录；文本取自其中的“{key}”。',
  '{n} record of JSON damaged or cut; read as far as possible.': '有 {n} 条 JSON 记录损坏或被截断；已尽可能读取。',
  '{n} records of JSON damaged or cut; read as far as possible.': '有 {n} 条 JSON 记录损坏或被截断；已尽可能读取。',
  '{n} line of {writers} other writer in the same log left out.': '已略去同一日志中另外 {writers} 个写者的 {n} 行。',
  '{n} lines of {writers} other writer in the same log left out.': '已略去同一日志中另外 {writers} 个写者的 {n} 行。',
  '{n} line of {writers} other writers in the same log left out.': '已略去同一日志中另外 {writers} 个写者的 {n} 行。',
  '{n} lines of {writers} other writers in the same log left out.': '已略去同一日志中另外 {writers} 个写者的 {n} 行。',
  '{n} goroutines and profiles left out: more than {most} dumps in one file.':
    '已略去 {n} 个 goroutine 和 profile：一个文件中的转储超过 {most} 份。',
  'Split the file and open its parts one by one.': '请拆分文件，并逐一打开各部分。',
  'A profile that begins at byte {at} left out: {reason}': '已略去从字节 {at} 开始的一个 profile：{reason}',
  // Collapsed stacks and perf script.
  'The file ends early, at byte {at}, within a line, which is left out.':
    '文件在字节 {at} 处的行内提前结束，该行已略去。',
  '{n} lines do not end with a number and are left out.': '有 {n} 行不以数结尾，已略去。',
  'It is text with collapsed stacks, and its first line is not complete.':
    '它是 collapsed stacks 文本，其第一行不完整。',
  'It looks like collapsed stacks, but no line is a stack and a number.':
    '它看起来像 collapsed stacks，但没有一行由栈和数组成。',
  'Write it again: stackcollapse-*.pl of FlameGraph makes such files.':
    '请重新生成：FlameGraph 的 stackcollapse-*.pl 可生成这种文件。',
  'The file ends early, at byte {at}, within a sample, which is left out.':
    '文件在字节 {at} 处的样本内提前结束，该样本已略去。',
  'The file ends early, at byte {at}, without the blank line after its last sample, which may lack frames.':
    '文件在字节 {at} 处提前结束，最后一个样本之后没有空行，该样本可能缺少帧。',
  '{n} lines are neither the start of a sample nor a frame and are left out.':
    '有 {n} 行既不是样本的开头也不是帧，已略去。',
  '{n} samples have no stack.': '有 {n} 个样本没有栈。',
  'Record with stacks: perf record -g.': '请连同栈一起记录：perf record -g。',
  'It is the output of perf script, and its first sample is not complete.':
    '它是 perf script 的输出，其第一个样本不完整。',
  'Run perf script again and let it end.': '请重新运行 perf script，并等待其结束。',
  'It looks like the output of perf script, but no sample in it can be read.':
    '它看起来像 perf script 的输出，但没有一个样本可以读取。',
  'Run perf script again, with its default fields.': '请使用默认字段重新运行 perf script。',
};
