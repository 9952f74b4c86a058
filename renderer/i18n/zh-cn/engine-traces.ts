import type { Catalogue } from '../t';

/** What is odd in an execution trace, in a live process or in a recording of one, or why it is not read. */
export const ENGINE_TRACES: Catalogue = {
  // Execution traces.
  'It is a trace of format {version}; the format of Go 1.22 and later is a different one, and the old one is not read.':
    '它是 {version} 格式的跟踪；Go 1.22 及更新版本的格式不同，旧格式不支持读取。',
  'Look at it with go tool trace of Go 1.21, or record it again with a program built by Go 1.22 or later.':
    '请用 Go 1.21 的 go tool trace 查看，或用 Go 1.22 及更新版本构建的程序重新记录。',
  'It is a trace of format {version}; those of go1.22, go1.23, go1.25 and go1.26 are read.':
    '它是 {version} 格式的跟踪；支持读取 go1.22、go1.23、go1.25 和 go1.26 的格式。',
  'Look at it with go tool trace. For goroutines and memory open /debug/pprof/goroutine and /debug/pprof/heap of the same process.':
    '请用 go tool trace 查看。要查看 goroutine 和内存，请打开同一进程的 /debug/pprof/goroutine 和 /debug/pprof/heap。',
  '{n} batches hold an event that cannot be decoded; the rest of each is left out.':
    '有 {n} 个批次含有无法解码的事件；各批次的其余部分已略去。',
  'Record the trace again; a transfer in text mode or a disk error damages files like this.':
    '请重新记录跟踪；以文本模式传输或磁盘错误会这样损坏文件。',
  '{n} batches of strings, stacks or CPU samples are damaged; the rest of each is left out.':
    '有 {n} 个字符串、栈或 CPU 样本的批次已损坏；各批次的其余部分已略去。',
  '{n} events contradict what came before them. They were applied all the same; times and states around them may be wrong.':
    '有 {n} 个事件与之前的内容矛盾。仍按原样应用；其附近的时间和状态可能有误。',
  'Look at the rest of the trace, or record it again.': '请查看跟踪的其余部分，或重新记录。',
  'The order is broken: {n} events were to come after another that is not there. They were put in order by time.':
    '顺序已破坏：有 {n} 个事件应位于另一个不存在的事件之后。已按时间排序。',
  '{n} times a string or stack is used that no table of its generation holds; it reads as empty.':
    '有 {n} 次用到所在 generation 的表中没有的字符串或栈；按空处理。',
  '{n} Ps with a number above 65,534 are left out of the timeline of Ps.':
    '有 {n} 个 P 的编号大于 65,534，未列入 P 的时间线。',
  '{n} state changes have a reason beyond the first 255; they are shown without one.':
    '有 {n} 次状态变化的原因超出前 255 种；显示时不带原因。',
  '{n} reasons beyond the first 255 are shown without their words.': '有 {n} 种原因超出前 255 种，显示时不带文字。',
  '{n} tasks or regions begin twice or end in another order than they began; each end went to the innermost of its name.':
    '有 {n} 个 task 或 region 开始了两次，或结束顺序与开始顺序不符；每个结束都归于同名的最内层。',
  '{n} goroutines ended while nothing was recorded; their end is the start of the next generation.':
    '有 {n} 个 goroutine 在未记录期间结束；其结束时间取下一个 generation 的开头。',
  'Record it again and call trace.Stop (or close the response body) before the program ends.':
    '请重新记录，并在程序结束之前调用 trace.Stop（或关闭响应的 body）。',
  'It is an execution trace, but {why}. Nothing came before it.': '它是执行跟踪，但{why}。此前没有任何内容。',
  'Fetch it again; a transfer in text mode or a disk error damages files like this.':
    '请重新获取；以文本模式传输或磁盘错误会这样损坏文件。',
  'It is an execution trace of {n} bytes without a single event.': '它是 {n} 字节的执行跟踪，没有任何事件。',
  'There are {n} more gaps, of {m} generations together.': '另有 {n} 处缺口，共 {m} 个 generation。',
  '{n} generations between {before} and {after} are not in the file. What happened in them is unknown; goroutines that ended meanwhile end there.':
    '{before} 与 {after} 之间有 {n} 个 generation 不在文件中。其间发生了什么不可知；其间结束的 goroutine 在该处结束。',
  'byte {type} begins no batch': '字节值 {type} 不是批次的开头',
  'At byte {at} byte {type} begins no batch. What follows is left out.':
    '在字节 {at} 处，字节值 {type} 不是批次的开头。其后的内容已略去。',
  'a number is longer than ten bytes': '有一个数超过十字节',
  'At byte {at} a number is longer than ten bytes. What follows is left out.':
    '在字节 {at} 处，有一个数超过十字节。其后的内容已略去。',
  'a batch claims {size} bytes, the most is {most}': '有一个批次声称有 {size} 字节，而最多为 {most}',
  'At byte {at} a batch claims {size} bytes, the most is {most}. What follows is left out.':
    '在字节 {at} 处，有一个批次声称有 {size} 字节，而最多为 {most}。其后的内容已略去。',
  'generation 0 does not exist': '不存在 generation 0',
  'At byte {at} generation 0 does not exist. What follows is left out.':
    '在字节 {at} 处，不存在 generation 0。其后的内容已略去。',
  'generation {generation} comes after {known}': 'generation {generation} 出现在 {known} 之后',
  'At byte {at} generation {generation} comes after {known}. What follows is left out.':
    '在字节 {at} 处，generation {generation} 出现在 {known} 之后。其后的内容已略去。',
  "The trace ends early, at byte {at}, inside its last generation. Threads end at different moments there, and names and stacks that come at a generation's end are missing.":
    '跟踪在字节 {at} 处提前结束，位于最后一个 generation 内。各线程在那里的结束时刻不同，且缺少写在 generation 末尾的名称和栈。',
  '{n} batches of experiments (GODEBUG=traceallocfree=1 and the like) are left out.':
    '已略去 {n} 个实验性批次（GODEBUG=traceallocfree=1 等）。',
  'The trace does not say how fast its clock ticks; 64 ns a tick are assumed, as on most platforms.':
    '跟踪没有给出时钟的频率；按每个 tick 64 ns 计，与多数平台相同。',
  '{n} generations do not say how fast their clock ticks; the ones before do.':
    '有 {n} 个 generation 没有给出时钟的频率；沿用此前的值。',
  '{n} batches about the clock hold something else too; that is left out.':
    '有 {n} 个时钟批次还含有其他内容；该内容已略去。',
  // A process as it runs, and recordings of one.
  '1 goroutine was running: without a stack.': '有 1 个 goroutine 正在运行：没有栈。',
  '{n} goroutines were running: without a stack.': '有 {n} 个 goroutine 正在运行：没有栈。',
  '{n} goroutine changed whenever looked at: without a stack.': '有 {n} 个 goroutine 每次查看时都在变化：没有栈。',
  '{n} goroutine had frames that make no sense: without a stack.': '有 {n} 个 goroutine 的帧不合理：没有栈。',
  '{n} goroutines changed whenever looked at: without a stack.': '有 {n} 个 goroutine 每次查看时都在变化：没有栈。',
  '{n} goroutines had frames that make no sense: without a stack.': '有 {n} 个 goroutine 的帧不合理：没有栈。',
  '{n} sets of labels could not be read.': '有 {n} 组标签无法读取。',
  'It begins with {version}; this version reads {own}.': '它以 {version} 开头；此版本读取 {own}。',
  'Open it with the version that recorded it, or a newer one.': '请用记录它的版本或更新的版本打开。',
  'It is a recording of a process, but {what}, and no moment of it can be read.':
    '它是一个进程的记录，但{what}，没有一个时刻可以读取。',
  'a block of it is damaged': '其中有一个块已损坏',
  'a frame is longer than its block': '有帧比所在的块更长',
  'a control frame is none': '有控制帧不是有效的控制帧',
  'Copy it again from where it was recorded.': '请从记录它的地方重新复制。',
  'It has no block.': '它没有任何块。',
  'It was being written when the recorder was ended, or the process could not be read.':
    '记录程序结束时它仍在写入，或该进程无法读取。',
  'Record again, for longer.': '请重新记录更长时间。',
  '{n} damaged bytes are left out.': '已略去 {n} 个损坏的字节。',
  '{n} block says what changed since something that is lost, and is left out.':
    '有 {n} 个块记录的是相对于已丢失内容的变化，已略去。',
  '{n} blocks say what changed since something that is lost, and are left out.':
    '有 {n} 个块记录的是相对于已丢失内容的变化，已略去。',
  'What was recorded makes no sense in places: {problem}.': '记录的内容有多处不合理：{problem}。',
  'The recording ends in the midst of a block, {n} bytes before its end: what was seen last is missing.':
    '记录在一个块的中间结束，该块始于距末尾 {n} 字节处：缺少最后看到的内容。',
  'The packed recording ends early: what was seen last is missing.': '压缩的记录提前结束：缺少最后看到的内容。',
  'Not looked for proof: {reason}': '未查找证明：{reason}',
  'Not proven: {reason}': '未证明：{reason}',
  'Of {n} goroutine that waits for others, none is unreachable: {words} words outside the heap and {bytes} in {objects} objects were followed in the core file.':
    '{n} 个等待他人的 goroutine 中，没有一个不可达：在 core 文件中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, none is unreachable: {words} words outside the heap and {bytes} in {objects} objects were followed while it ran.':
    '{n} 个等待他人的 goroutine 中，没有一个不可达：在它运行期间追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, none is unreachable: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first}.':
    '{n} 个等待他人的 goroutine 中，没有一个不可达：在 {first} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, none is unreachable: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second}.':
    '{n} 个等待他人的 goroutine 中，没有一个不可达：在 {first} 和 {second} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, none is unreachable: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second} and {third}.':
    '{n} 个等待他人的 goroutine 中，没有一个不可达：在 {first}、{second} 和 {third} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} is unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed in the core file.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在 core 文件中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} is unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed while it ran.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在它运行期间追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} is unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在 {first} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} is unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在 {first} 和 {second} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} is unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second} and {third}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在 {first}、{second} 和 {third} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} are unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed in the core file.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在 core 文件中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} are unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed while it ran.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在它运行期间追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} are unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在 {first} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} are unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在 {first} 和 {second} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} are unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second} and {third}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在 {first}、{second} 和 {third} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} is unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed in the core file.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在 core 文件中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} is unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed while it ran.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在它运行期间追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} is unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在 {first} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} is unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在 {first} 和 {second} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} is unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second} and {third}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在 {first}、{second} 和 {third} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} are unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed in the core file.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在 core 文件中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} are unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed while it ran.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在它运行期间追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} are unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在 {first} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} are unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在 {first} 和 {second} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutine that waits for others, {found} are unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second} and {third}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在 {first}、{second} 和 {third} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, none is unreachable: {words} words outside the heap and {bytes} in {objects} objects were followed in the core file.':
    '{n} 个等待他人的 goroutine 中，没有一个不可达：在 core 文件中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, none is unreachable: {words} words outside the heap and {bytes} in {objects} objects were followed while it ran.':
    '{n} 个等待他人的 goroutine 中，没有一个不可达：在它运行期间追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, none is unreachable: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first}.':
    '{n} 个等待他人的 goroutine 中，没有一个不可达：在 {first} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, none is unreachable: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second}.':
    '{n} 个等待他人的 goroutine 中，没有一个不可达：在 {first} 和 {second} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, none is unreachable: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second} and {third}.':
    '{n} 个等待他人的 goroutine 中，没有一个不可达：在 {first}、{second} 和 {third} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} is unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed in the core file.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在 core 文件中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} is unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed while it ran.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在它运行期间追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} is unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在 {first} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} is unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在 {first} 和 {second} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} is unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second} and {third}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在 {first}、{second} 和 {third} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} are unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed in the core file.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在 core 文件中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} are unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed while it ran.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在它运行期间追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} are unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在 {first} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} are unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在 {first} 和 {second} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} are unreachable, proven: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second} and {third}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个已证明不可达：在 {first}、{second} 和 {third} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} is unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed in the core file.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在 core 文件中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} is unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed while it ran.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在它运行期间追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} is unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在 {first} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} is unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在 {first} 和 {second} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} is unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second} and {third}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在 {first}、{second} 和 {third} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} are unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed in the core file.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在 core 文件中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} are unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed while it ran.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在它运行期间追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} are unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在 {first} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} are unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在 {first} 和 {second} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Of {n} goroutines that wait for others, {found} are unreachable, strong: {words} words outside the heap and {bytes} in {objects} objects were followed in stops of {first} and {second} and {third}.':
    '{n} 个等待他人的 goroutine 中，有 {found} 个确凿不可达：在 {first}、{second} 和 {third} 的停顿中追踪了堆外的 {words} 个字，以及 {objects} 个对象中的 {bytes}。',
  'Silence is not innocence: what something can reach may be forgotten all the same, and a stale word can hide a leak.':
    '没有发现并不等于没有泄漏：可达的对象同样可能已被遗忘，而一个陈旧的字也可能掩盖泄漏。',
  '{n} waits were not understood or about to end, and count as running.':
    '有 {n} 处等待无法识别或即将结束，按运行中计。',
};
