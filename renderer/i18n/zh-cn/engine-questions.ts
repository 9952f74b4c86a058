import type { Catalogue } from '../t';

/** What is said of a question that could not be answered: filters, comparisons, reports, moments that are gone. */
export const ENGINE_QUESTIONS: Catalogue = {
  // Filters.
  '{text} is not an operation': '{text} 不是操作',
  'Use one of: {list}.': '请使用其中之一：{list}。',
  '{text} is not a regular expression': '{text} 不是正则表达式',
  'Correct it (the syntax is that of Go), or escape special characters with a backslash.':
    '请改正（语法与 Go 相同），或用反斜杠转义特殊字符。',
  'It is empty.': '它为空。',
  'It is too large.': '它太大。',
  'It is longer than {n} characters.': '它超过 {n} 个字符。',
  'Frames that the profile wants hidden are shown: its pattern of them is no regular expression ({why}).':
    'profile 要求隐藏的帧仍会显示：其 pattern 不是正则表达式（{why}）。',
  'No sample that passes the filter goes through {what}': '通过筛选的样本都不经过 {what}',
  'No sample that passes the filter goes through anything': '通过筛选的样本没有经过任何函数',
  'No sample that passes the filter is in {name}': '通过筛选的样本都不在 {name} 中',
  'Take another function, or clear the filter.': '请换一个函数，或清除筛选。',

  // Several captures at once.
  '{names} are not profiles of one kind': '{names} 不是同一种 profile',
  '{a} and {b} are not profiles of one kind': '{a} 与 {b} 不是同一种 profile',
  'Take two profiles of the same kind, for instance two heap profiles.': '请选择两个同种 profile，例如两个堆 profile。',
  'They have no sample type in common: {a} has {x}; {b} has {y}.':
    '它们没有共同的 sample type：{a} 有 {x}；{b} 有 {y}。',
  'They have no sample type in common: {a} has {x}; {b} has {y}; {c} has {z}.':
    '它们没有共同的 sample type：{a} 有 {x}；{b} 有 {y}；{c} 有 {z}。',
  'They were sampled by different things: {a} and {b}.': '它们的采样依据不同：{a} 与 {b}。',
  'Units of {name} do not agree: {a} and {b}.': '{name} 的单位不一致：{a} 与 {b}。',
  '{name} cannot be scaled to {base} by duration': '无法按时长将 {name} 换算到 {base}',
  '{name} cannot be scaled to {base} by that function': '无法按该函数将 {name} 换算到 {base}',
  'Scale by the total, or compare the values as they are.': '请按总量换算，或直接比较原值。',
  '{name} does not say how long it was recorded.': '{name} 未说明采集时长。',
  '{a} and {b} do not say how long it was recorded.': '{a} 与 {b} 都未说明采集时长。',
  '{func} has no samples in {name}.': '{func} 在 {name} 中没有 samples。',
  '{func} has no cpu in {name}.': '{func} 在 {name} 中没有 cpu。',
  '{func} has no alloc_space in {name}.': '{func} 在 {name} 中没有 alloc_space。',
  '{func} has no alloc_objects in {name}.': '{func} 在 {name} 中没有 alloc_objects。',
  '{func} has no inuse_space in {name}.': '{func} 在 {name} 中没有 inuse_space。',
  '{func} has no inuse_objects in {name}.': '{func} 在 {name} 中没有 inuse_objects。',
  '{func} has no contentions in {name}.': '{func} 在 {name} 中没有 contentions。',
  '{func} has no delay in {name}.': '{func} 在 {name} 中没有 delay。',
  '{func} has no goroutine in {name}.': '{func} 在 {name} 中没有 goroutine。',
  '{func} has no threadcreate in {name}.': '{func} 在 {name} 中没有 threadcreate。',
  'There is no function {name} in either.': '两者中都没有函数 {name}。',
  '{n} functions are called {name}: {list}.': '有 {n} 个函数名为 {name}：{list}。',
  'Not every capture has the sample type {type}; they share {common}':
    '并非每个捕获都有 sample type {type}；共有的是 {common}',
  'Not both captures have the sample type {type}; they share {common}':
    '两个捕获并非都有 sample type {type}；共有的是 {common}',
  'base and capture are the same; compare two captures': 'base 与 capture 相同；请比较两个捕获',
  'The document has no {kind} profile with the sample type {type}':
    '文档中没有 sample type 为 {type} 的 {kind} profile',

  // What is not there (any more).
  'Nothing to open was named': '没有指定要打开的内容',
  'None of {n} files can be read': '{n} 个文件都无法读取',
  'The question {name} failed': '查询 {name} 失败',
  'Document {id} is not open': '文档 {id} 未打开',
  'Open it again.': '请重新打开。',
  'That moment of {name} is not kept any more': '{name} 的该时刻已不再保留',
  'Choose one of the moments that are; a frozen one stays.': '请选择仍保留的时刻；冻结的时刻会一直保留。',
  '{name} is a {kind} profile and shows no goroutines': '{name} 是 {kind} profile，不显示 goroutine',
  'Open a goroutine profile or dump.': '请打开 goroutine profile 或转储。',
  'There is no box {handle} in this capture': '此捕获中没有方块 {handle}',
  'There is no box {handle} in this tree': '此树中没有方块 {handle}',
  'Zoom to a handle of the current answer ({field}).': '请缩放到当前结果中的 handle（{field}）。',
  'Zoom to a handle of the current answer, or give a path.': '请缩放到当前结果中的 handle，或给出路径。',
  'There is no group {handle} in {name}': '{name} 中没有组 {handle}',
  'It may be in another capture of this document.': '它可能在此文档的另一个捕获中。',
  'There is no function {func} in {name}': '{name} 中没有函数 {func}',
  'No goroutines of group {handle} in this range': '此范围内没有组 {handle} 的 goroutine',
  'Choose a wider range of time.': '请选择更宽的时间范围。',
  '{name} has no sample types': '{name} 没有 sample type',
  '{name} has no metrics': '{name} 没有指标',
  'There is no metric {id} in {name}': '{name} 中没有指标 {id}',
  'Open /debug/vars or /metrics of the process as well.': '请同时打开该进程的 /debug/vars 或 /metrics。',
  '{name} has metrics, not an execution trace': '{name} 是指标，不是执行跟踪',
  '{name} is a {kind} profile, not an execution trace': '{name} 是 {kind} profile，不是执行跟踪',
  'A timeline has no lines; take function, file, package or module': '时间线没有行；请选择函数、文件、包或模块',

  // What is watched, and its recording.
  'A live document is of one process': '一个实时文档只对应一个进程',
  'Attach to one process; open files as a document of their own.': '请附加到一个进程；文件请作为单独的文档打开。',
  'Processes cannot be listed here': '此处无法列出进程',
  'Use the desktop window, or parkscope ps.': '请使用桌面窗口，或 parkscope ps。',
  'A look is under way': '正在查看',
  'Wait for its end.': '请等待其结束。',
  '{name} was not watched over time': '{name} 没有经过一段时间的观察',
  'Attach to a process, or open a recording.': '请附加到进程，或打开录制。',
  '{name} is not being watched': '{name} 没有在观察',
  '{name} is not watched any more': '{name} 已不再观察',
  '{name} has no moment yet': '{name} 还没有时刻',
  'Of this moment only the numbers are known': '此时刻只有数字',
  'Record a watch: then every moment of it can be read.': '请录制观察过程：这样每个时刻都能读取。',
  'The moment is not in the recording any more': '录制中已没有该时刻',
  'The file was changed, or is damaged.': '文件已被更改，或已损坏。',
  'The recording of this moment cannot be read': '无法读取此时刻的录制',
  'Put the recording back where it was.': '请将录制放回原处。',
  'What was recorded in {name} cannot be read': '无法读取 {name} 中录制的内容',
  'You ended the watch.': '您结束了观察。',

  // Reports, exports, files of rules.
  'No report can be made here': '此处无法生成报告',
  'Use the desktop window, or parkscope report.': '请使用桌面窗口，或 parkscope report。',
  '{name} is no file that a report could hold': '{name} 不是报告能包含的文件',
  'Record it, open the recording, and make the report of that.': '请先录制，打开录制，再据此生成报告。',
  'There is no profile that a report could hold': '没有报告能包含的 profile',
  'Make a report of everything, under its own names.': '请生成包含全部内容、保留原名的报告。',
  '{name} has changed since it was opened': '{name} 在打开之后已更改',
  'Open it again, and make the report of that.': '请重新打开，再据此生成报告。',
  '{name} is too large for a report': '{name} 太大，报告无法包含',
  'A browser can take about {size} of a file in a page.': '浏览器在一个页面中大约能容纳 {size} 的文件。',
  'Export what passes a filter as pprof, and make the report of that.':
    '请将通过筛选的部分导出为 pprof，再据此生成报告。',
  '{name} has no profile that could be exported': '{name} 没有可导出的 profile',
  'Export a profile or a dump.': '请导出 profile 或转储。',
  'Names are replaced in pprof files, not in {format}': '只能在 pprof 文件中替换名称，{format} 中不能',
  'Export it as pprof.': '请导出为 pprof。',
  'Names are replaced in tables of functions and of groups, not in {question}':
    '只能在函数表和组表中替换名称，{question} 中不能',
  'Names of functions are replaced; these rows are by {by}': '替换的是函数名称；而这些行按 {by} 分组',
  'Group by function.': '请按函数分组。',
  'The file could not be written': '无法写入文件',
  'Choose another place, with enough room and the permission to write.': '请选择空间足够且有写入权限的其他位置。',
  'Nothing can be written here': '此处无法写入任何内容',
  'Use the desktop window, or parkscope convert.': '请使用桌面窗口，或 parkscope convert。',
  'No folder can be read here': '此处无法读取文件夹',
  'Use the desktop window, or parkscope list.': '请使用桌面窗口，或 parkscope list。',
  'Rules and suppressions cannot be written here': '此处无法写入规则和静音条目',
  'Use the desktop window, or write the file yourself.': '请使用桌面窗口，或自行编写该文件。',
  '{name} could not be opened': '无法打开 {name}',
  'There is no rule in it': '其中没有规则',
  'The rule has a mistake in line {line}: {why}': '规则的第 {line} 行有错误：{why}',
  'The suppression was not added to {path}: {why}': '未能将静音条目添加到 {path}：{why}',
  'The suppression of {what} ended on {date}: 1 finding is back in the list.':
    '{what} 的静音已于 {date} 到期：1 个发现重新列出。',
  'The suppression of {what} ended on {date}: {n} findings are back in the list.':
    '{what} 的静音已于 {date} 到期：{n} 个发现重新列出。',
  'This is a defect of Parkscope: please report it with the file, if you may share it.':
    '这是 Parkscope 的缺陷：请报告，如果可以分享，请附上该文件。',

  // What would make a guess about a wait certain.
  'A snapshot of the process while it runs (`parkscope snapshot PID`) reads who waits for what.':
    '在进程运行时取快照（`parkscope snapshot PID`），可读出谁在等待什么。',
  'Reading the stacks for its address tells who may release it.': '在堆栈中搜索其地址，可知谁可能释放它。',
  'Go keeps no owner of a lock; who is past its Lock in several captures in a row holds it.':
    'Go 不记录锁的持有者；连续多个捕获中都已越过其 Lock 的 goroutine 持有它。',
  'Two reads of all live memory with the process stopped prove that nobody can reach it.':
    '在进程停止时两次读取全部存活内存，可证明它不可达。',

  // Who could release what others wait on.
  'its stack holds the address': '其堆栈中有该地址',
  'its stack holds the address, in {func}': '其堆栈中有该地址，位于 {func}',
  'its arguments have the same address': '其参数有相同的地址',

  // Metrics: titles of lines, and why they stand in order instead of time.
  'Heap objects': '堆对象',
  'GC metadata': 'GC 元数据',
  'GC cycles forced': '强制 GC 周期',
  'Time in GC pauses': 'GC 停顿时间',
  'Share of CPU for the GC': 'GC 的 CPU 占比',
  'Goroutines created': '创建的 goroutine',
  'Wait of runnable goroutines': '可运行 goroutine 的等待',
  'Resident memory (RSS)': '常驻内存（RSS）',
  'Peak memory (RSS)': '峰值内存（RSS）',
  'Open files, limit': '打开的文件，上限',
  Allocated: '已分配',
  Allocations: '分配次数',
  'The scrapes say no time': '抓取数据没有时间',
};
