import type { Catalogue } from '../t';

/** Sentences of findings, their evidence, and what formats and metrics are called. */
export const ENGINE_FINDINGS: Catalogue = {
  'blocked in chan send': '阻塞在 chan send',
  'blocked in chan receive': '阻塞在 chan receive',
  'parked in select': '停在 select',
  'wait for a mutex': '等待 mutex',
  'wait to read-lock an RWMutex': '等待对 RWMutex 加读锁',
  'wait to write-lock an RWMutex': '等待对 RWMutex 加写锁',
  'wait for a WaitGroup': '等待 WaitGroup',
  'wait for a Cond': '等待 Cond',
  'wait for a semaphore': '等待信号量',
  asleep: '处于 sleep',
  'wait for I/O': '等待 I/O',
  'in a system call': '处于系统调用',
  parked: '停放',
  'send to a nil channel': '向 nil channel 发送',
  'receive from a nil channel': '从 nil channel 接收',
  'wait in an empty select': '在空 select 中等待',
  'waits for a mutex': '等待 mutex',
  'waits to read-lock an RWMutex': '等待对 RWMutex 加读锁',
  'waits to write-lock an RWMutex': '等待对 RWMutex 加写锁',
  'waits for a WaitGroup': '等待 WaitGroup',
  'waits for a Cond': '等待 Cond',
  'waits for a semaphore': '等待信号量',
  'waits for I/O': '等待 I/O',
  'sends to a nil channel': '向 nil channel 发送',
  'receives from a nil channel': '从 nil channel 接收',
  'waits in an empty select': '在空 select 中等待',
  'nobody was left to wake anybody': '没有人能唤醒任何人',
  'probably cannot wake': '可能无法唤醒',
  'cannot wake': '无法唤醒',
  'nobody is left to send or to close the channel': '没有人再发送或关闭该 channel',
  'the receiver has probably returned': '接收方可能已返回',
  'the receiver has returned': '接收方已返回',
  'the receiver returned early': '接收方提前返回了',
  'each holds a thread': '每个都占用一个线程',
  'its own caller probably holds it': '可能由它自己的调用者持有',
  'all places of the group wait for a place': '该组的所有名额都在等待名额',
  'nobody waits for the command, or its output stays open': '没有人等待该命令，或其输出一直打开',
  'no other finalizer can run': '其他 finalizer 都无法运行',
  'a child is never cancelled': '有子 context 从未取消',
  'the consumer is probably gone': '消费者可能已离开',
  'the consumer is gone': '消费者已离开',
  'each belongs to a connection of its own': '每个都属于各自的连接',
  'nobody ends the stream': '没有人结束该流',
  'the body was not closed': 'body 没有关闭',
  'no timeout ends them': '没有超时来结束它们',
  'the handler cannot go on': '处理函数无法继续',
  'stop was never called': '从未调用 stop',
  'one holds the lock, the other the way on': '一方持有锁，另一方掌握出路',
  'nobody at work holds the lock': '没有工作中的 goroutine 持有锁',
  'each probably holds the lock of the other': '可能各自持有对方的锁',
  'its holder probably waits for I/O': '其持有者可能在等待 I/O',
  'a read lock was never released, perhaps its own': '有读锁从未释放，也许是它自己的',
  'the signal was missed or never sent': '通知被错过或从未发出',
  'no deadline ends the read': '没有截止时间来结束读取',
  'the Once waits for itself': 'Once 在等待自身',
  'the other end of the pipe was left open': '管道的另一端一直打开',
  'a reader waits for the writer that waits for it': '读者等待写者，而写者在等待该读者',
  'nobody at work holds the semaphore': '没有工作中的 goroutine 持有信号量',
  'the call they share does not return': '它们共享的调用不返回',
  'they are started faster than they end': '它们启动快于结束',
  'a sql.DB is opened again and again': 'sql.DB 被反复打开',
  'rows or a transaction were not closed': 'rows 或事务没有关闭',
  'nothing in the bubble wakes them': '气泡中没有东西能唤醒它们',
  'each keeps a thread': '每个都占着一个线程',
  'no end is in sight': '看不到尽头',
  'each belongs to a pool of its own': '每个都属于各自的池',
  'nobody stops them': '没有人停止它们',
  'nobody stops it': '没有人停止它',
  'calls of Done are missing': '缺少 Done 调用',
  'nobody reads the results': '没有人读取结果',
  'nothing alive can wake it': '没有任何活着的东西能唤醒它',
  'nothing alive can wake them': '没有任何活着的东西能唤醒它们',
  'signal listeners of os/signal': 'os/signal 的信号监听者',
  'signal listener of os/signal': 'os/signal 的信号监听者',
  'listeners waiting to accept': '等待 accept 的监听器',
  'listener waiting to accept': '等待 accept 的监听器',
  'idle connections of an HTTP server': 'HTTP 服务器的空闲连接',
  'idle connection of an HTTP server': 'HTTP 服务器的空闲连接',
  'watchers of busy HTTP connections': '忙碌 HTTP 连接的监视者',
  'watcher of a busy HTTP connection': '忙碌 HTTP 连接的监视者',
  'idle keep-alive connections': '空闲的 keep-alive 连接',
  'idle keep-alive connection': '空闲的 keep-alive 连接',
  'writers of HTTP client connections': 'HTTP 客户端连接的写者',
  'writer of an HTTP client connection': 'HTTP 客户端连接的写者',
  'readers of HTTP/2 bodies': 'HTTP/2 body 的读者',
  'reader of an HTTP/2 body': 'HTTP/2 body 的读者',
  'connection openers of database/sql, one a DB': 'database/sql 的连接打开者，每个 DB 一个',
  'connection opener of database/sql': 'database/sql 的连接打开者',
  'gRPC transports': 'gRPC 传输',
  'gRPC transport': 'gRPC 传输',
  'log flushers': '日志刷写者',
  'log flusher': '日志刷写者',
  'file watchers': '文件监视者',
  'file watcher': '文件监视者',
  "goroutines of Go's runtime": 'Go runtime 的 goroutine',
  "goroutine of Go's runtime": 'Go runtime 的 goroutine',
  'goroutines that take this capture': '进行此次捕获的 goroutine',
  'goroutine that takes this capture': '进行此次捕获的 goroutine',
  'main.main waiting for the program to end': '等待程序结束的 main.main',
  'goroutines in main.main that wait for the program to end': '在 main.main 中等待程序结束的 goroutine',
  'contexts with a timer': '带计时器的 context',
  'cancellable contexts': '可取消的 context',
  '{count} {what} still held': '{count} 个 {what} 仍被持有',
  '{count} {what} made at {place} are still held, {bytes}; their cancel was probably never called.':
    '在 {place} 创建的 {count} 个 {what} 仍被持有，共 {bytes}；其 cancel 可能从未被调用。',
  '{count} {what} made at {place} are still held, {bytes}, and more in every profile; their cancel was probably never called.':
    '在 {place} 创建的 {count} 个 {what} 仍被持有，共 {bytes}，且每个 profile 中都在增加；其 cancel 可能从未被调用。',
  '{count} {what} made at {place} are held, {bytes}; probably nobody stops them.':
    '在 {place} 创建的 {count} 个 {what} 被持有，共 {bytes}；可能没有人停止它们。',
  '{count} {what} made at {place} are held, {bytes}, and more in every profile; probably nobody stops them.':
    '在 {place} 创建的 {count} 个 {what} 被持有，共 {bytes}，且每个 profile 中都在增加；可能没有人停止它们。',
  '{count} {what} made at {place} are held, {bytes}; each is held until it fires.':
    '在 {place} 创建的 {count} 个 {what} 被持有，共 {bytes}；每个在触发之前都被持有。',
  'The collector takes {percent} of all CPU time.': '回收器占用全部 CPU 时间的 {percent}。',
  'The collector takes {percent} of all CPU time, because memory is at its limit of {bytes}.':
    '回收器占用全部 CPU 时间的 {percent}，因为内存已达到 {bytes} 的上限。',
  'A collection is marking in {share} of the time: {cycles} collections in {time}.':
    '{share} 的时间里有回收在标记：{time} 内 {cycles} 次回收。',
  'Memory allocated at {place} grows: {from} → {to} over {count} profiles; nothing stops it so far.':
    '在 {place} 分配的内存在增长：{count} 个 profile 中 {from} → {to}；目前没有东西阻止它。',
  'Memory allocated at {place} grows: {from} → {to} over {count} profiles, {rate}/min; nothing stops it so far.':
    '在 {place} 分配的内存在增长：{count} 个 profile 中 {from} → {to}，每分钟 {rate}；目前没有东西阻止它。',
  'Memory allocated at {place} grows: {from} → {to} over {count} profiles; it has slowed down.':
    '在 {place} 分配的内存在增长：{count} 个 profile 中 {from} → {to}；增长已放缓。',
  'Between two heap profiles memory allocated at {place} grew most: {from} → {to}.':
    '两个堆 profile 之间，在 {place} 分配的内存增长最多：{from} → {to}。',
  '{gap} of {rss} resident memory are not Go’s: no heap profile shows them.':
    '{rss} 常驻内存中有 {gap} 不属于 Go：任何堆 profile 都不会显示它们。',
  '{unused} of {used} heap in use hold no objects: it is fragmented.':
    '使用中的 {used} 堆里有 {unused} 没有存放对象：存在碎片。',
  '{idle} of heap are free and not given back to the system: a peak has passed.':
    '堆中有 {idle} 空闲且未归还系统：峰值已过去。',
  'Stacks, not heap, hold the memory: {stacks} of {total} in use.':
    '占用内存的是栈而不是堆：使用中的 {total} 里有 {stacks}。',
  'Stacks, not heap, hold the memory: {stacks} of {total} in use; {blame}.':
    '占用内存的是栈而不是堆：使用中的 {total} 里有 {stacks}；{blame}。',
  'Stacks hold much of the memory: {stacks} of {total} in use.': '栈占用了大量内存：使用中的 {total} 里有 {stacks}。',
  'Stacks hold much of the memory: {stacks} of {total} in use; {blame}.':
    '栈占用了大量内存：使用中的 {total} 里有 {stacks}；{blame}。',
  'Stacks hold {stacks} of {total}': '栈占用 {total} 中的 {stacks}',
  '{count} of {total} goroutines wait at {place}': '{total} 个 goroutine 中有 {count} 个在 {place} 等待',
  '{count} of {total} goroutines wait at {place}, created by {creator}':
    '{total} 个 goroutine 中有 {count} 个在 {place} 等待，由 {creator} 创建',
  'About {count} goroutines were there at once, {alive} are now: a spike has passed, not a leak.':
    '曾同时存在约 {count} 个 goroutine，现在为 {alive} 个：这是已过去的突增，不是泄漏。',
  'Collector at {percent} of CPU': '回收器占 CPU 的 {percent}',
  '{bytes} and growing, allocated in {where}': '{bytes} 且在增长，分配于 {where}',
  'Grew by {bytes} between two profiles': '两个 profile 之间增长 {bytes}',
  '{bytes} of heap and growing': '堆 {bytes} 且在增长',
  '{bytes} outside of Go': 'Go 之外 {bytes}',
  '{bytes} free, not given back': '空闲 {bytes}，未归还',
  'A past spike of {count} goroutines': '过去的突增，{count} 个 goroutine',
  "The runtime's leak profile lists all {count} as leaked: nothing alive can reach what they wait for.":
    'runtime 的泄漏 profile 将全部 {count} 个列为泄漏：任何活着的东西都无法触及它们等待的内容。',
  "The runtime's leak profile lists both as leaked: nothing alive can reach what they wait for.":
    'runtime 的泄漏 profile 将两个都列为泄漏：任何活着的东西都无法触及它们等待的内容。',
  'The runtime has marked all {count} as leaked: nothing alive can reach what they wait for.':
    'runtime 已将全部 {count} 个标记为泄漏：任何活着的东西都无法触及它们等待的内容。',
  'There are more of them in each of the {captures} captures.': '在 {captures} 次捕获中，它们每次都更多。',
  'As many stand there in all {captures} captures.': '在全部 {captures} 次捕获中，那里的数量相同。',
  '{stayed} of the first {first} are in all {captures} captures, by goroutine id, and at least {more} joined in each interval.':
    '按 goroutine id，最初的 {first} 个中有 {stayed} 个出现在全部 {captures} 次捕获中，且每个间隔至少有 {more} 个加入。',
  '{stayed} of the first {first} stand there in all {captures} captures, by goroutine id.':
    '按 goroutine id，最初的 {first} 个中有 {stayed} 个在全部 {captures} 次捕获中都处于那里。',
  'All of the first {first} stand there in all {captures} captures, by goroutine id.':
    '按 goroutine id，最初的 {first} 个在全部 {captures} 次捕获中都处于那里。',
  'The same goroutine stands there in all {captures} captures.':
    '同一个 goroutine 在全部 {captures} 次捕获中都处于那里。',
  'No goroutine is inside {starter}, which started them.': '没有 goroutine 处于启动它们的 {starter} 中。',
  'No goroutine is inside {starter}, which started it.': '没有 goroutine 处于启动它的 {starter} 中。',
  'No goroutine is inside {name}.': '没有 goroutine 处于 {name} 中。',
  'Only {inside} goroutines are inside {starter}, which started {count}.':
    '只有 {inside} 个 goroutine 处于 {starter} 中，而它启动了 {count} 个。',
  '{starter}, which started them, is still at it.': '启动它们的 {starter} 仍在运行。',
  '{starter}, which started them, is called like a constructor.': '启动它们的 {starter} 的名称像构造函数。',
  '{starter} started them: what it starts lives as long as the process.':
    '由 {starter} 启动：它启动的内容与进程同寿命。',
  '{starter} started it: what it starts lives as long as the process.': '由 {starter} 启动：它启动的内容与进程同寿命。',
  'No goroutine that shares code with them is at work.': '没有与它们共享代码的 goroutine 在工作。',
  'No goroutine that shares code with it is at work.': '没有与它共享代码的 goroutine 在工作。',
  'They are a crowd: {count} of {total} goroutines.': '它们数量众多：{total} 个 goroutine 中的 {count} 个。',
  'They are {count} of {total} goroutines.': '它们是 {total} 个 goroutine 中的 {count} 个。',
  'Some have waited for {minutes} minutes.': '有些已等待 {minutes} 分钟。',
  'They have waited long: an idle worker or a listener looks like this.':
    '它们已等待很久：空闲的 worker 或监听器看起来就是这样。',
  'It has waited long: an idle worker or a listener looks like this.':
    '它已等待很久：空闲的 worker 或监听器看起来就是这样。',
  'They stand in a function literal that a `go` statement runs: a task.':
    '它们处于由 `go` 语句运行的函数字面量中：是任务。',
  'It stands in a function literal that a `go` statement runs: a task.':
    '它处于由 `go` 语句运行的函数字面量中：是任务。',
  'They were born together, one after the other, by one goroutine: a pool looks like this.':
    '它们由一个 goroutine 一个接一个地一起创建：池看起来就是这样。',
  'The goroutine that started it has ended.': '启动它的 goroutine 已结束。',
  'The goroutines that started them have ended.': '启动它们的 goroutine 已结束。',
  'The request that started it has been answered: its connection waits for another one, or handles it.':
    '启动它的请求已得到响应：其连接在等待或处理另一个请求。',
  'The requests that started them have been answered: their connections wait for others, or handle them.':
    '启动它们的请求已得到响应：其连接在等待或处理其他请求。',
  'Its client has left: nobody watches the connection any more, and yet it waits.':
    '它的客户端已离开：已没有人监视该连接，而它仍在等待。',
  'The clients of all {count} have left: nobody watches the connections any more, and yet they wait.':
    '全部 {count} 个的客户端都已离开：已没有人监视这些连接，而它们仍在等待。',
  'The clients of at least {count} of them have left: nobody watches the connections any more, and yet they wait.':
    '其中至少 {count} 个的客户端已离开：已没有人监视这些连接，而它们仍在等待。',
  'http.TimeoutHandler has answered for it: nobody waits for what it answers.':
    'http.TimeoutHandler 已代它响应：没有人再等待它的响应。',
  'http.TimeoutHandler has answered for them: nobody waits for what they answer.':
    'http.TimeoutHandler 已代它们响应：没有人再等待它们的响应。',
  '{count} different goroutines started them: tasks, no pool.': '由 {count} 个不同的 goroutine 启动：是任务，不是池。',
  'There are two only.': '只有两个。',
  'It is the only one there: signal handlers and watchers look like this.':
    '那里只有它一个：信号处理者和监视者看起来就是这样。',
  'All {count} share one stack; they are {share} of all goroutines.':
    '全部 {count} 个共享同一个栈；它们占全部 goroutine 的 {share}。',
  'Both share one stack; they are {share} of all goroutines.': '两个共享同一个栈；它们占全部 goroutine 的 {share}。',
  'All {count} have {stacks} different stacks that wait at the same place; they are {share} of all goroutines.':
    '全部 {count} 个有 {stacks} 个不同的栈，在同一处等待；它们占全部 goroutine 的 {share}。',
  'All {count} goroutines there share one stack; they are {share} of all goroutines.':
    '那里的全部 {count} 个 goroutine 共享同一个栈；它们占全部 goroutine 的 {share}。',
  'All {count} share one stack; they are {share} of all leaked goroutines.':
    '全部 {count} 个共享同一个栈；它们占全部泄漏 goroutine 的 {share}。',
  'The dump prints {time} minutes of waiting, give or take one GC cycle.':
    '转储显示已等待 {time} 分钟，误差为一个 GC 周期。',
  'The dump prints {time} minute of waiting, give or take one GC cycle.':
    '转储显示已等待 {time} 分钟，误差为一个 GC 周期。',
  'A profile does not record who created a goroutine; a dump (goroutine?debug=2) does.':
    'profile 不记录是谁创建了 goroutine；转储（goroutine?debug=2）会记录。',
  'A profile does not record who created a goroutine; they run a closure of {name}, which most likely started them.':
    'profile 不记录是谁创建了 goroutine；它们运行 {name} 的闭包，很可能由它启动。',
  'A profile does not record who created a goroutine; it runs a closure of {name}, which most likely started it.':
    'profile 不记录是谁创建了 goroutine；它运行 {name} 的闭包，很可能由它启动。',
  'Over {n} captures: {counts}.': '{n} 次捕获中：{counts}。',
  'Their stacks hold at least {bytes}: no stack is below 2\u00a0KiB.': '它们的栈至少占用 {bytes}：没有栈小于 2 KiB。',
  'Its stack holds at least {bytes}: no stack is below 2\u00a0KiB.': '它的栈至少占用 {bytes}：没有栈小于 2 KiB。',
  'Their stacks hold about {bytes}: {each} each, the average of this process.':
    '它们的栈约占用 {bytes}：每个 {each}，为此进程的平均值。',
  'Its stack holds about {bytes}, the average of this process.': '它的栈约占用 {bytes}，为此进程的平均值。',
  'On the list of what waits long in healthy programs: {who} ({id}).':
    '属于健康程序中长时间等待的内容：{who}（{id}）。',
  'What started them, or they started, is at work ({names}).': '启动它们的、或由它们启动的正在工作（{names}）。',
  'Code they share is at work ({names}) and may wake them.': '它们共享的代码正在工作（{names}），可能唤醒它们。',
  'Others started by the same code are at work ({names}).': '由同一代码启动的其他 goroutine 正在工作（{names}）。',
  '{name}, which they run, is called like a loop that waits for work.': '它们运行的 {name} 的名称像等待工作的循环。',
  '{name}, which it runs, is called like a loop that waits for work.': '它运行的 {name} 的名称像等待工作的循环。',
  'Mann–Kendall test for growth: {p}.': '增长的 Mann–Kendall 检验：{p}。',
  'It grew by {bytes}; sampling makes it uncertain by {deviation}.':
    '增长了 {bytes}；采样带来的不确定性为 {deviation}。',
  'It grew by {bytes}; every allocation was recorded.': '增长了 {bytes}；每次分配都有记录。',
  'Two more captures show whether their number grows.': '再捕获两次可看出其数量是否增长。',
  'Two values have no trend: three profiles make a suspicion possible, five or more a test.':
    '两个值没有趋势：三个 profile 可形成怀疑，五个或更多可做检验。',
  'Two heap profiles a minute apart: a number that grows without end, or stands at requests per second times the timeout, is a lost cancel.':
    '间隔一分钟的两个堆 profile：数量无止境增长，或稳定在每秒请求数乘以超时时长，即为遗失的 cancel。',
  'A goroutine profile of the same moment: contexts of requests that no goroutine works on any more are lost.':
    '同一时刻的 goroutine profile：没有 goroutine 再处理的请求，其 context 已遗失。',
  'More profiles over some minutes; go vet (lostcancel) at this line.':
    '几分钟内的更多 profile；在此行运行 go vet（lostcancel）。',
  'A dump of the same process (goroutine?debug=2) prints the reason.':
    '同一进程的转储（goroutine?debug=2）会打印原因。',
  "{captures}; the runtime's goroutineleak profile (Go 1.27, or 1.26 with its experiment) proves it.":
    '{captures}；runtime 的 goroutineleak profile（Go 1.27，或启用实验的 1.26）可以证明。',
  "the runtime's goroutineleak profile (Go 1.27, or 1.26 with its experiment) would prove it.":
    'runtime 的 goroutineleak profile（Go 1.27，或启用实验的 1.26）可以证明。',
  'Two more captures a minute apart show whether the old ones stay and new ones join':
    '间隔一分钟再捕获两次，可看出旧的是否留下、新的是否加入',
  'Three dumps with goroutine ids (goroutine?debug=2), a minute apart, show whether the old ones stay and new ones join':
    '间隔一分钟的三份带 goroutine id 的转储（goroutine?debug=2），可看出旧的是否留下、新的是否加入',
  'Take a goroutine profile at the same time: it says whose stacks they are.':
    '同时采集一个 goroutine profile：它说明这些栈属于谁。',
  'Mend the finding about these goroutines first; their stacks go with them.':
    '先修复关于这些 goroutine 的发现；其栈会随之消失。',
  'Bound how many goroutines can exist at once (errgroup.SetLimit, a worker pool).':
    '限制同时存在的 goroutine 数量（errgroup.SetLimit、worker 池）。',
  'No goroutine that they started is left: calls of Done are missing.':
    '它们启动的 goroutine 已全部结束：缺少 Done 调用。',
  'No goroutine shares code with them: nobody is left to call Done.':
    '没有 goroutine 与它们共享代码：没有人能再调用 Done。',
  'One per process is how it is meant.': '每个进程一个正是其本意。',
  'leak mark': '泄漏标记',
  '1 group': '1 个分组',
  'leak profile': '泄漏 profile',
  'The times of the files are those of a copy': '文件的时间是复制时的时间',
  '{name} is a web page, not a profile': '{name} 是网页，不是 profile',
  'It starts with {start} and its title is “{title}”.': '它以 {start} 开头，标题为“{title}”。',
  'The server answered with an error page when this was saved.': '保存时服务器返回的是错误页面。',
  'Fetch it again from {url} and check for status 200.': '请从 {url} 重新获取，并确认状态为 200。',
  'stands in {name} at line {line}, past the line where others wait, in a method of the same type':
    '处于 {name} 的第 {line} 行，已越过其他 goroutine 等待的行，位于同一类型的方法中',
  'CPU time of the GC': 'GC 的 CPU 时间',
  'GC pauses, last few': 'GC 停顿，最近几次',
  'GC pauses, one by one': 'GC 停顿，逐次',
  'Heap from the system': '取自系统的堆',
  'Heap given back': '已归还的堆',
  'Heap goal of the next GC': '下次 GC 的堆目标',
  'Heap in use': '使用中的堆',
  'Heap idle': '空闲的堆',
  'Heap live after GC': 'GC 后存活的堆',
  'Memory from the system': '取自系统的内存',
  'Memory held': '占用的内存',
  'Memory limit': '内存上限',
  'Number of goroutines that currently exist.': '当前存在的 goroutine 数量。',
  'Objects freed': '已释放的对象',
  'Objects allocated': '已分配的对象',
  'Objects on the heap': '堆上的对象',
  'Bytes allocated': '已分配的字节',
  'Stacks in use': '使用中的栈',
  'Time blocked on mutexes': '阻塞在 mutex 上的时间',
  'Go runtime': 'Go runtime',
  Process: '进程',
  Goroutines: 'Goroutine',
  'GC cycles': 'GC 周期',
  'GC pauses': 'GC 停顿',
  'GC CPU share': 'GC 的 CPU 占比',
  'Open files': '打开的文件',
  'Resident memory': '常驻内存',
  'CPU time': 'CPU 时间',
  Threads: '线程',
  '{name} is damaged at byte {offset}': '{name} 在字节 {offset} 处损坏',
  '{name} needs the executable that it is of': '{name} 需要生成它的可执行文件',
  'It is the memory of a process, and does not say where its program lay.':
    '它是一个进程的内存，没有说明其程序的位置。',
  'It is the memory of a process whose program lay at {path}, where it is not any more.':
    '它是一个进程的内存，其程序原在 {path}，现已不在那里。',
  'Where it ran there is another one now: {why}.': '原位置现在是另一个程序：{why}。',
  'Name the very executable that ran: a rebuilt one has everything elsewhere. On the command line: parkscope check {name} --exe PROGRAM':
    '请指定当时运行的那个可执行文件：重新构建的文件中一切位置都不同。命令行：parkscope check {name} --exe PROGRAM',
  '{name} is of no Go program': '{name} 不是 Go 程序的核心转储',
  'Cores of Go programs on Linux are read, of amd64 and arm64.':
    '可读取 Linux 上 amd64 和 arm64 的 Go 程序的核心转储。',
  'Skipped {n} records': '跳过 {n} 条记录',
  'Demo: a shop that leaks': '演示：会泄漏的商店',
  'Demo: one dump of it, with labels': '演示：它的一份带标签的转储',
  'Demo: 100,000 parked senders': '演示：100,000 个停放的发送者',
  'Demo: a CPU profile': '演示：一个 CPU profile',
  'Demo: an execution trace of a service': '演示：某服务的执行跟踪',
  'The runtime prints (nil chan): a nil channel blocks forever, and setting it later wakes nobody.':
    'runtime 打印了 (nil chan)：nil channel 会永远阻塞，之后再赋值也不会唤醒任何 goroutine。',
  "The runtime's own frames show that the channel is nil: a nil channel blocks forever, and setting it later wakes nobody.":
    'runtime 自己的帧表明该 channel 为 nil：nil channel 会永远阻塞，之后再赋值也不会唤醒任何 goroutine。',
  "The addresses of the runtime's hidden frames say that the channel is nil: a nil channel blocks forever, and setting it later wakes nobody.":
    'runtime 隐藏帧的地址表明该 channel 为 nil：nil channel 会永远阻塞，之后再赋值也不会唤醒任何 goroutine。',
  'The runtime prints (no cases): a select without cases blocks forever, and this is not main.main.':
    'runtime 打印了 (no cases)：没有 case 的 select 会永远阻塞，而这里不是 main.main。',
  "The runtime's own frames show that the select has no cases: a select without cases blocks forever, and this is not main.main.":
    'runtime 自己的帧表明该 select 没有 case：没有 case 的 select 会永远阻塞，而这里不是 main.main。',
  "The addresses of the runtime's hidden frames say that the select has no cases: a select without cases blocks forever, and this is not main.main.":
    'runtime 隐藏帧的地址表明该 select 没有 case：没有 case 的 select 会永远阻塞，而这里不是 main.main。',
};
