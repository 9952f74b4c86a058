import type { Catalogue } from '../t';

/** Evidence about groups of goroutines: who started them, who could wake them, what the locks and the memory say. */
export const ENGINE_EVIDENCE: Catalogue = {
  // What the members of a group have in common.
  'Both have {stacks} different stacks that wait at the same place; they are {share} of all goroutines.':
    '两个有 {stacks} 个不同的栈，在同一处等待；它们占全部 goroutine 的 {share}。',
  'Both goroutines there share one stack; they are {share} of all goroutines.':
    '那里的两个 goroutine 共享同一个栈；它们占全部 goroutine 的 {share}。',
  'Both goroutines there have {stacks} different stacks that wait at the same place; they are {share} of all goroutines.':
    '那里的两个 goroutine 有 {stacks} 个不同的栈，在同一处等待；它们占全部 goroutine 的 {share}。',
  'All {count} goroutines there have {stacks} different stacks that wait at the same place; they are {share} of all goroutines.':
    '那里的全部 {count} 个 goroutine 有 {stacks} 个不同的栈，在同一处等待；它们占全部 goroutine 的 {share}。',
  'Both share one stack; they are {share} of all leaked goroutines.':
    '两个共享同一个栈；它们占全部泄漏 goroutine 的 {share}。',
  'Both have {stacks} different stacks that wait at the same place; they are {share} of all leaked goroutines.':
    '两个有 {stacks} 个不同的栈，在同一处等待；它们占全部泄漏 goroutine 的 {share}。',
  'All {count} have {stacks} different stacks that wait at the same place; they are {share} of all leaked goroutines.':
    '全部 {count} 个有 {stacks} 个不同的栈，在同一处等待；它们占全部泄漏 goroutine 的 {share}。',
  'Both goroutines there share one stack; they are {share} of all leaked goroutines.':
    '那里的两个 goroutine 共享同一个栈；它们占全部泄漏 goroutine 的 {share}。',
  'Both goroutines there have {stacks} different stacks that wait at the same place; they are {share} of all leaked goroutines.':
    '那里的两个 goroutine 有 {stacks} 个不同的栈，在同一处等待；它们占全部泄漏 goroutine 的 {share}。',
  'All {count} goroutines there share one stack; they are {share} of all leaked goroutines.':
    '那里的全部 {count} 个 goroutine 共享同一个栈；它们占全部泄漏 goroutine 的 {share}。',
  'All {count} goroutines there have {stacks} different stacks that wait at the same place; they are {share} of all leaked goroutines.':
    '那里的全部 {count} 个 goroutine 有 {stacks} 个不同的栈，在同一处等待；它们占全部泄漏 goroutine 的 {share}。',
  'The dump prints {from} to {to} minutes of waiting, give or take one GC cycle.':
    '转储显示已等待 {from} 至 {to} 分钟，误差为一个 GC 周期。',
  'What began before the trace has no recorded creator; they run a closure of {name}, which most likely started them.':
    '在 trace 之前启动的 goroutine 没有创建者记录；它们运行 {name} 的闭包，很可能由它启动。',
  'What began before the trace has no recorded creator; it runs a closure of {name}, which most likely started it.':
    '在 trace 之前启动的 goroutine 没有创建者记录；它运行 {name} 的闭包，很可能由它启动。',
  'It was not woken there during the {time} of the trace.': '在 trace 的 {time} 内，它在那里没有被唤醒过。',
  'None of them was woken there during the {time} of the trace.': '在 trace 的 {time} 内，它们在那里都没有被唤醒过。',
  '{count} of them was woken there during the {time} of the trace.':
    '在 trace 的 {time} 内，其中 {count} 个在那里被唤醒过。',
  '{count} of them were woken there during the {time} of the trace.':
    '在 trace 的 {time} 内，其中 {count} 个在那里被唤醒过。',

  // Who started them, and how many there are over the captures.
  'They were started by a timer or the end of a context: calls that should end soon.':
    '它们由计时器或 context 的结束启动：这类调用应很快返回。',
  'It was started by a timer or the end of a context: calls that should end soon.':
    '它由计时器或 context 的结束启动：这类调用应很快返回。',
  '{ended} of {seen} that stood there before are gone from the last capture: somebody wakes them.':
    '此前处于那里的 {seen} 个中，有 {ended} 个已不在最后一次捕获中：有人在唤醒它们。',
  '{starter}, which started it, is called like a constructor.': '启动它的 {starter} 的名称像构造函数。',
  '{starter}, which started it, is still at it.': '启动它的 {starter} 仍在运行。',
  '{orphans} of the {known} were started by goroutines that have ended.':
    '{known} 个中有 {orphans} 个由已结束的 goroutine 启动。',
  '{name} started them and waits in a WaitGroup until they end: tasks.':
    '{name} 启动了它们，并在 WaitGroup 中等待它们结束：是任务。',
  '{name} started it and waits in a WaitGroup until it ends: tasks.':
    '{name} 启动了它，并在 WaitGroup 中等待它结束：是任务。',
  'The same requests stand there in all captures, in a wait for one thing that their client cannot end.':
    '在所有捕获中，同样的请求一直处于那里，只等待一件其客户端无法终止的事。',
  'There are never fewer of them, and no goroutine that shares code with them is at work.':
    '它们的数量从未减少，且没有与它们共享代码的 goroutine 在工作。',
  'There are never fewer of it, and no goroutine that shares code with it is at work.':
    '它的数量从未减少，且没有与它共享代码的 goroutine 在工作。',

  // Who could wake them.
  '{count} goroutines of the same code wait for I/O: the connections they belong to are open.':
    '同一代码的 {count} 个 goroutine 在等待 I/O：它们所属的连接仍打开。',
  '{count} goroutines of the same code wait for I/O: the connections they belong to are open, and who accepted them may well have left.':
    '同一代码的 {count} 个 goroutine 在等待 I/O：它们所属的连接仍打开，而接受这些连接的 goroutine 完全可能已离开。',
  '{count} goroutines of the same code wait for I/O: the connections it belongs to are open.':
    '同一代码的 {count} 个 goroutine 在等待 I/O：它所属的连接仍打开。',
  '{count} goroutines of the same code wait for I/O: the connections it belongs to are open, and who accepted them may well have left.':
    '同一代码的 {count} 个 goroutine 在等待 I/O：它所属的连接仍打开，而接受这些连接的 goroutine 完全可能已离开。',
  'Code it shares is at work ({names}) and may wake it.': '它共享的代码正在工作（{names}），可能唤醒它。',
  'Code it shares is at work ({one} and {other}) and may wake it.':
    '它共享的代码正在工作（{one}、{other}），可能唤醒它。',
  'Code they share is at work ({one} and {other}) and may wake them.':
    '它们共享的代码正在工作（{one}、{other}），可能唤醒它们。',
  'What started it, or it started, is at work ({names}).': '启动它的、或由它启动的正在工作（{names}）。',
  'What started it, or it started, is at work ({one} and {other}).':
    '启动它的、或由它启动的正在工作（{one}、{other}）。',
  'What started them, or they started, is at work ({one} and {other}).':
    '启动它们的、或由它们启动的正在工作（{one}、{other}）。',
  'Others started by the same code are at work ({one} and {other}).':
    '由同一代码启动的其他 goroutine 正在工作（{one}、{other}）。',
  '{count} goroutines at work have an object of its stack among their arguments.':
    '有 {count} 个工作中的 goroutine，其参数中有它栈上的某个对象。',
  '{count} goroutines at work have an object of their stacks among their arguments.':
    '有 {count} 个工作中的 goroutine，其参数中有它们栈上的某个对象。',
  'Code they share is stuck as well: {count} in {operation} ({name}).':
    '它们共享的代码也卡住了：{count} 个处于 {operation}（{name}）。',
  'Code it shares is stuck as well: {count} in {operation} ({name}).':
    '它共享的代码也卡住了：{count} 个处于 {operation}（{name}）。',
  'Nothing in the process waits for input, a signal or time: nobody is left who could begin anything.':
    '进程中没有任何 goroutine 在等待输入、信号或时间：已没有谁能发起任何事。',
  'Its body called {name} and waits there as tasks do for an answer; no other goroutine has to do with what it waits in.':
    '它的主体函数调用了 {name}，并在那里像任务等待答复那样等待；没有其他 goroutine 与它等待的对象有关。',
  'Their body called {name} and wait there as tasks do for an answer; no other goroutine has to do with what they wait in.':
    '它们的主体函数调用了 {name}，并在那里像任务等待答复那样等待；没有其他 goroutine 与它们等待的对象有关。',

  // Locks.
  '{count} goroutines wait for the same lock of {owner}.': '有 {count} 个 goroutine 在等待 {owner} 的同一把锁。',
  'No goroutine has the object of the lock on its stack: whoever took it has left.':
    '没有 goroutine 的栈上有该锁所属的对象：取锁者已离开。',
  'They wait for each other in a round: {why}.': '它们循环等待：{why}。',
  'It cannot go on: {proof}.': '它无法继续：{proof}。',
  'Goroutine {id} {why}. It probably holds the lock, in {state}.':
    'goroutine {id} {why}。它可能持有该锁，状态：{state}。',
  'A goroutine {why}. It probably holds the lock, in {state}.':
    '有一个 goroutine {why}。它可能持有该锁，状态：{state}。',
  'running or runnable': '运行中或可运行',
  'a goroutine': '某个 goroutine',
  'is in {name} at line {line}, which holds this lock as long as it runs':
    '处于 {name} 的第 {line} 行，该函数运行期间一直持有此锁',
  'runs the function of a sync.Once, called in {name} at line {line}, where others wait':
    '正在运行 sync.Once 的函数，其调用处为 {name} 的第 {line} 行，其他 goroutine 在那里等待',
  'stands in {name} at line {line}, past the line where others wait, in the same function':
    '处于 {name} 的第 {line} 行，已越过其他 goroutine 等待的行，位于同一函数中',
  'stands in {name} at line {line}, past the line where others wait, with the same object':
    '处于 {name} 的第 {line} 行，已越过其他 goroutine 等待的行，且是同一对象',
  'stands in {name} at line {line}, in a method of the same type': '处于 {name} 的第 {line} 行，位于同一类型的方法中',
  'stands in {name} at line {line}, in the same function': '处于 {name} 的第 {line} 行，位于同一函数中',
  'stands in {name} at line {line}, with the same object': '处于 {name} 的第 {line} 行，且是同一对象',
  'Goroutine {id}: its own stack {what}.': 'goroutine {id}：它自己的栈{what}。',
  'A goroutine: its own stack {what}.': '某个 goroutine：它自己的栈{what}。',
  'its own stack {what}': '它自己的栈{what}',
  'stands in {name} at line {line}, a method of the same type, perhaps on another object':
    '处于 {name} 的第 {line} 行，是同一类型的方法，但可能属于另一个对象',
  'stands in {name} at line {line}, on the same object': '处于 {name} 的第 {line} 行，且是同一对象',
  'stands in {name} at line {line}, past a line where that function takes such a lock, a method of the same type, perhaps on another object':
    '处于 {name} 的第 {line} 行，已越过该函数取这种锁的行，是同一类型的方法，但可能属于另一个对象',
  'stands in {name} at line {line}, past a line where that function takes such a lock, on the same object':
    '处于 {name} 的第 {line} 行，已越过该函数取这种锁的行，且是同一对象',
  'runs the function of a sync.Once, called in {name} at line {line}, and no other goroutine runs one':
    '正在运行 sync.Once 的函数，其调用处为 {name} 的第 {line} 行，且没有其他 goroutine 在运行这样的函数',
  'runs the function of a sync.Once, called in {name} at line {line}, and all goroutines that run one wait for one':
    '正在运行 sync.Once 的函数，其调用处为 {name} 的第 {line} 行，且所有运行这样函数的 goroutine 都在等待某个 Once',
  'runs the function of a sync.Once that was called at the same place, in {name} at line {line}':
    '正在运行同一处（{name} 的第 {line} 行）调用的 sync.Once 的函数',
  'goroutine {id} probably holds {held} and waits for {wanted}': 'goroutine {id} 可能持有 {held}，并等待 {wanted}',
  'a goroutine probably holds {held} and waits for {wanted}': '某个 goroutine 可能持有 {held}，并等待 {wanted}',
  'goroutine {id} probably holds {held} and waits for {wanted}; {rest}':
    'goroutine {id} 可能持有 {held}，并等待 {wanted}；{rest}',
  'a goroutine probably holds {held} and waits for {wanted}; {rest}':
    '某个 goroutine 可能持有 {held}，并等待 {wanted}；{rest}',
  'goroutine {id} probably holds {held} and waits ({state}) while {child}, which it started, waits for that lock':
    'goroutine {id} 可能持有 {held} 并处于等待（{state}），而由它启动的 {child} 在等待这把锁',
  'a goroutine probably holds {held} and waits ({state}) while {child}, which it started, waits for that lock':
    '某个 goroutine 可能持有 {held} 并处于等待（{state}），而由它启动的 {child} 在等待这把锁',
  'goroutine {id} probably holds {held} and waits ({state}) while {child}, which that function started, waits for that lock':
    'goroutine {id} 可能持有 {held} 并处于等待（{state}），而由该函数启动的 {child} 在等待这把锁',
  'a goroutine probably holds {held} and waits ({state}) while {child}, which that function started, waits for that lock':
    '某个 goroutine 可能持有 {held} 并处于等待（{state}），而由该函数启动的 {child} 在等待这把锁',

  // What the runtime proves, or would.
  'The program ended with “{message}”.': '程序以“{message}”结束。',
  "The runtime's leak profile lists it as leaked: nothing alive can reach what it waits for.":
    'runtime 的泄漏 profile 将它列为泄漏：任何活着的东西都无法触及它等待的内容。',
  "The runtime's leak profile lists {leaked} of {count} as leaked: nothing alive can reach what they wait for.":
    'runtime 的泄漏 profile 将 {count} 个中的 {leaked} 个列为泄漏：任何活着的东西都无法触及它们等待的内容。',
  "The runtime's leak profile lists {leaked} of {count} as leaked: nothing alive can reach what it waits for.":
    'runtime 的泄漏 profile 将 {count} 个中的 {leaked} 个列为泄漏：任何活着的东西都无法触及它等待的内容。',
  'The runtime has marked it as leaked: nothing alive can reach what it waits for.':
    'runtime 已将它标记为泄漏：任何活着的东西都无法触及它等待的内容。',
  'The runtime has marked both as leaked: nothing alive can reach what they wait for.':
    'runtime 已将两个都标记为泄漏：任何活着的东西都无法触及它们等待的内容。',
  'The runtime has marked {leaked} of {count} as leaked: nothing alive can reach what they wait for.':
    'runtime 已将 {count} 个中的 {leaked} 个标记为泄漏：任何活着的东西都无法触及它们等待的内容。',
  'The runtime has marked {leaked} of {count} as leaked: nothing alive can reach what it waits for.':
    'runtime 已将 {count} 个中的 {leaked} 个标记为泄漏：任何活着的东西都无法触及它等待的内容。',
  "The runtime's goroutineleak profile (Go 1.27, or 1.26 with its experiment) would prove it.":
    'runtime 的 goroutineleak profile（Go 1.27，或启用实验的 1.26）可以证明。',
  "The runtime's goroutineleak profile (Go 1.27, or 1.26 with its experiment) proves it.":
    'runtime 的 goroutineleak profile（Go 1.27，或启用实验的 1.26）可以证明。',

  // What memory says: unreachable objects, and what keeps the others.
  'nothing in the process can reach {what}': '进程中没有任何东西能触及{what}',
  'the channel': '该 channel',
  'the channels': '这些 channel',
  'the lock': '该锁',
  'the locks': '这些锁',
  'the WaitGroup': '该 WaitGroup',
  'the WaitGroups': '这些 WaitGroup',
  'the Cond': '该 Cond',
  'the Conds': '这些 Cond',
  'the semaphore': '该信号量',
  'the semaphores': '这些信号量',
  'the object': '该对象',
  'the objects': '这些对象',
  'Nothing in the process can reach {what} that this goroutine waits for.':
    '进程中没有任何东西能触及此 goroutine 所等待的对象：{what}。',
  'Nothing in the process can reach {what} that these {count} goroutines wait for.':
    '进程中没有任何东西能触及这 {count} 个 goroutine 所等待的对象：{what}。',
  'Followed {how}: {words} words outside the heap, {goroutines} goroutines, {bytes} in {objects} objects.':
    '已沿指针追踪（{how}）：堆外 {words} 个字、{goroutines} 个 goroutine、{objects} 个对象中的 {bytes}。',
  'in two stops of the process, of {first} and {second}': '进程停顿两次，分别为 {first} 和 {second}',
  'in {passes} passes that agree, while the process ran': '在进程运行期间扫描 {passes} 遍，结果一致',
  'in the core file, where nothing moves': '在 core 文件中，内容不会变动',
  'Only it keeps {heap} of heap in {objects} object, and {stacks} of stacks.':
    '仅由它保留：堆中 {objects} 个对象共 {heap}，以及 {stacks} 的栈。',
  'Only it keeps {heap} of heap in {objects} objects, and {stacks} of stacks.':
    '仅由它保留：堆中 {objects} 个对象共 {heap}，以及 {stacks} 的栈。',
  'Only they keep {heap} of heap in {objects} object, and {stacks} of stacks.':
    '仅由它们保留：堆中 {objects} 个对象共 {heap}，以及 {stacks} 的栈。',
  'Only they keep {heap} of heap in {objects} objects, and {stacks} of stacks.':
    '仅由它们保留：堆中 {objects} 个对象共 {heap}，以及 {stacks} 的栈。',
  '{count} more goroutine waits at the same place, without such a verdict.':
    '另有 {count} 个 goroutine 在同一处等待，没有这样的结论。',
  '{count} more goroutines wait at the same place, without such a verdict.':
    '另有 {count} 个 goroutine 在同一处等待，没有这样的结论。',
  '{count} more goroutine waits at the same place; a later look found it unreachable as well, not confirmed.':
    '另有 {count} 个 goroutine 在同一处等待；之后的一次查看发现它也不可达，未经确认。',
  '{count} more goroutines wait at the same place; a later look found them unreachable as well, not confirmed.':
    '另有 {count} 个 goroutine 在同一处等待；之后的一次查看发现它们也不可达，未经确认。',
  '{count} more goroutines wait at the same place; a later look found {found} of them unreachable as well, not confirmed.':
    '另有 {count} 个 goroutine 在同一处等待；之后的一次查看发现其中 {found} 个也不可达，未经确认。',
  'It was to be proven, and is not: {why}': '本应得到证明，但未能证明：{why}',
  'Two short stops of the process would prove it (parkscope check PID --prove).':
    '让进程短暂停顿两次即可证明（parkscope check PID --prove）。',
  'Two short stops of the process would prove it (parkscope check PID --prove, about {time} each).':
    '让进程短暂停顿两次即可证明（parkscope check PID --prove，每次约 {time}）。',
  'Something that runs still reaches {what} that g {id} waits for, from {roots}. That is no innocence: nobody may use it any more.':
    '仍在运行的部分还能触及 g {id} 所等待的对象（{what}），起点：{roots}。这并不说明没有问题：可能已没有人再使用它。',
  'Something that runs still reaches {what} that g {id} waits for, from {roots} (so for {count} of {asked} looked at). That is no innocence: nobody may use it any more.':
    '仍在运行的部分还能触及 g {id} 所等待的对象（{what}），起点：{roots}（查看的 {asked} 个中有 {count} 个如此）。这并不说明没有问题：可能已没有人再使用它。',
  "While {root} keeps it, neither a proof from memory nor the runtime's goroutineleak profile tells a leak: growth over captures does, or whether anything still uses it.":
    '只要“{root}”还保留着它，内存证明和 runtime 的 goroutineleak profile 都无法判定泄漏：要看各次捕获之间是否增长，或是否还有代码使用它。',
  '{root} and {count} other root': '{root} 以及另外 {count} 个根',
  '{root} and {count} other roots': '{root} 以及另外 {count} 个根',
  '{root} itself': '{root} 自身',
  'global {name}': '全局变量 {name}',
  'a global variable': '某个全局变量',
  'stack of g {id}': 'g {id} 的栈',
  'stack of g {id} in {name}': 'g {id} 的栈（{name}）',
  'the runtime': 'runtime',
  'object of {bytes}': '{bytes} 的对象',

  // What waits long in healthy programs, also with its number.
  'writers of a CPU profile': 'CPU profile 的写者',
  '{count} writers of a CPU profile': '{count} 个 CPU profile 的写者',
  'writer of a CPU profile': 'CPU profile 的写者',
  '{count} writer of a CPU profile': '{count} 个 CPU profile 的写者',
  'HTTP/2 connections': 'HTTP/2 连接',
  '{count} HTTP/2 connections': '{count} 个 HTTP/2 连接',
  'HTTP/2 connection': 'HTTP/2 连接',
  '{count} HTTP/2 connection': '{count} 个 HTTP/2 连接',
  'OpenTelemetry exporters': 'OpenTelemetry 导出者',
  '{count} OpenTelemetry exporters': '{count} 个 OpenTelemetry 导出者',
  'OpenTelemetry exporter': 'OpenTelemetry 导出者',
  '{count} OpenTelemetry exporter': '{count} 个 OpenTelemetry 导出者',
  'OpenCensus workers': 'OpenCensus worker',
  '{count} OpenCensus workers': '{count} 个 OpenCensus worker',
  'OpenCensus worker': 'OpenCensus worker',
  '{count} OpenCensus worker': '{count} 个 OpenCensus worker',
  'Kubernetes informers and work queues': 'Kubernetes informer 和工作队列',
  '{count} Kubernetes informers and work queues': '{count} 个 Kubernetes informer 和工作队列',
  'Kubernetes informer or work queue': 'Kubernetes informer 和工作队列',
  '{count} Kubernetes informer or work queue': '{count} 个 Kubernetes informer 和工作队列',
  "goroutines of Go's test runner": 'Go 测试运行器的 goroutine',
  "{count} goroutines of Go's test runner": '{count} 个 Go 测试运行器的 goroutine',
  "goroutine of Go's test runner": 'Go 测试运行器的 goroutine',
  "{count} goroutine of Go's test runner": '{count} 个 Go 测试运行器的 goroutine',
  '{count} main.main waiting for the program to end': '{count} 个等待程序结束的 main.main',
  '{count} goroutines in main.main that wait for the program to end':
    '{count} 个在 main.main 中等待程序结束的 goroutine',
};
