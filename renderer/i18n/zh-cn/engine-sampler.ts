import type { Catalogue } from '../t';

/** What the sampler says of a process or a core file: notes, refusals, and why nothing was proven. */
export const ENGINE_SAMPLER: Catalogue = {
  'The structures of {version} were taken from those of another patch release, which may differ.':
    '{version} 的结构取自另一个补丁版本，可能有差异。',
  'It runs C code, which may hold what nothing else does.': '它运行 C 代码，其中可能持有别处没有的引用。',
  'It runs C code, whose memory was not searched: what only C holds counts as not reachable.':
    '它运行 C 代码，其内存未被搜索：只由 C 持有的对象按不可达计算。',
  'It ran C code, and not all of the memory that C may hold pointers in is in the core file.':
    '它运行过 C 代码，而 C 可能保存指针的内存并未全部写入 core 文件。',
  'It would stand still for about {expected} ms each time; {allowed} ms are allowed.':
    '每次大约需要停止 {expected} 毫秒，而允许的是 {allowed} 毫秒。',
  'It could not be stopped: {why}.': '无法使其停止：{why}。',
  'It was let go after {most} ms, before all was read.': '{most} 毫秒后它被放行，此时尚未全部读完。',
  'What was read while it stood still makes no sense: {why}.': '停止期间读到的内容不合理：{why}。',
  'Its goroutines change faster than they can be read: {what}.': '它的 goroutine 变化太快，来不及读取：{what}。',
  'Try again when it has less to do.': '请在它较空闲时重试。',
  'The core file was cut: {missing} bytes of the memory are not in it, and what they hold is not known.':
    'core 文件被截断：缺少 {missing} 字节内存，其内容不可知。',
  'The core file was cut: {missing} bytes of the memory are not in it and count as zeros.':
    'core 文件被截断：缺少 {missing} 字节内存，按零计算。',
  '{left} of {writable} bytes that the program could write were left out when the core file was written (coredump_filter).':
    '写 core 文件时，程序可写的 {writable} 字节中有 {left} 字节被略去（coredump_filter）。',
  'Parts of the core file claim the same memory.': 'core 文件的多个部分声称是同一段内存。',
  'The core file names no threads.': 'core 文件没有列出线程。',
  'The core file lacks the vector registers of {n} threads, which may hold a pointer.':
    'core 文件缺少 {n} 个线程的向量寄存器，其中可能保存指针。',
  'Whether the core file is of this executable could not be compared: its first page was not written.':
    '无法核对 core 文件是否属于这个可执行文件：其首页未被写入。',
  'How long goroutines have waited: a core file does not say what time it was to the program.':
    'goroutine 等待了多久：core 文件没有记录程序当时的时间。',
  'It has loaded plugins, whose functions are not known: stacks through them are left out.':
    '它加载了插件，其中的函数未知：经过插件的堆栈被略去。',
  'Its {field} is not where {version} has it; its own debug information was used.':
    '它的 {field} 不在 {version} 应有的位置；已改用它自身的调试信息。',
  'Its counts are not where {version} has them; its own debug information was used.':
    '它的计数不在 {version} 应有的位置；已改用它自身的调试信息。',
  'Mark assists of {n} garbage collections are not counted: they came and went between two rows.':
    '有 {n} 次垃圾回收的 mark assist 未计入：它们在两行之间开始并结束。',
  'What its runtime counts could not be read {n} times.': '有 {n} 次未能读取其 runtime 的计数。',
  'The program is stripped: stacks, pauses and cycles of its garbage collector are not known before its first cycle.':
    '程序已去除符号：在第一次垃圾回收之前，堆栈内存、暂停和回收次数不可知。',
  'The program is stripped, and the counts of its heap were not found in its memory.':
    '程序已去除符号，未能在内存中找到堆的计数。',
  'The program is stripped, and its scheduler was not found in its memory: goroutines, threads and the global queue are not counted.':
    '程序已去除符号，未能在内存中找到调度器：goroutine、线程和全局队列未计数。',
  'Garbage collections whose pauses are not known, because too many came between two rows: {n}.':
    '暂停时间不可知的垃圾回收次数（两行之间发生得太多）：{n}。',
  'Open files are not counted: {why}.': '未统计打开的文件：{why}。',
  'Proportional and swapped memory are not shown: {why}.': '不显示按比例分摊和换出的内存：{why}。',
  'Which files the code is from is not known: {why}.': '代码来自哪些文件不可知：{why}。',
  'Functions have no names, only addresses: {why}.': '函数没有名称，只有地址：{why}。',
  'Inlined calls are not shown: {why}.': '不显示内联调用：{why}。',
  '{n} threads could not be sampled: too many open files. Raise ulimit -n.':
    '有 {n} 个线程无法采样：打开的文件太多。请调高 ulimit -n。',
  '{n} parts of the heap changed while they were read and are left out.': '堆中有 {n} 处在读取时发生变化，已略去。',
  'Goroutines whose stacks were not searched for what others wait on: {n}.':
    '未在其堆栈中搜索他人等待对象的 goroutine 数：{n}。',
  'There are more guesses at who could release what others wait on than are kept.':
    '对“谁能释放他人等待的对象”的推测多于能保留的数量。',
  '/proc is mounted with hidepid: processes of other users are not in this list.':
    '/proc 以 hidepid 挂载：列表中没有其他用户的进程。',
  'Goroutines: {why}.': '读取 goroutine 时：{why}。',
  '{n} entries of the list of goroutines make no sense and are left out.': 'goroutine 列表中有 {n} 项不合理，已略去。',
};
