import type { Catalogue } from '../t';

/** What the built-in rules report, and what looks like it and is healthy. */
export const ENGINE_RULES: Catalogue = {
  'Goroutines that the runtime itself has proven leaked, where no pattern names how.':
    'runtime 自己已证明泄漏、但没有模式说明原因的 goroutine。',
  'Goroutines that wait for something which nothing in their process can reach, where no pattern names how.':
    '等待进程中没有任何东西可达之物、且没有模式说明原因的 goroutine。',
  'Goroutines of a crash in which the runtime found all goroutines asleep.':
    '崩溃时 runtime 发现全部处于休眠的 goroutine。',
  'A collector that runs without a pause because memory is at its limit: the process is alive and does hardly anything.':
    '内存达到上限，回收器不停运行：进程还活着，却几乎什么也不做。',
  'Memory that is allocated at one place and grows from profile to profile.':
    '在一处分配、并在各个 profile 之间不断增长的内存。',
  'Goroutines that wait long in healthy programs: idle connections, listeners, main.main, flushers, small groups of old waiters.':
    '健康程序中长时间等待的 goroutine：空闲连接、监听器、main.main、定期刷写者、小批量的旧等待者。',
  'Contexts and their timers that heap profiles show as still held: cancel was probably never called.':
    '堆 profile 显示仍被持有的 context 及其计时器：cancel 可能从未被调用。',
  'Goroutines that send to or receive from a nil channel.': '向 nil channel 发送或从中接收的 goroutine。',
  'Goroutines outside main.main that wait in a select without cases.':
    '在 main.main 之外、等待没有 case 的 select 的 goroutine。',
  'Goroutines that receive from a channel into which nobody sends any more and which nobody closes.':
    '从一个再也没有人发送、也没有人关闭的 channel 接收的 goroutine。',
  'Goroutines that send a result nobody receives any more: the receiver returned early, timed out, or took only one.':
    '发送的结果再也没有人接收的 goroutine：接收方提前返回、超时，或只取了一个。',
  'Calls into the system or into C that do not return; each holds a thread.':
    '不返回的系统调用或 C 调用；每个都占用一个线程。',
  'A method that takes a lock which a method further up its own stack probably holds already.':
    '某个方法要取的锁，可能已被自身栈中更上层的方法持有。',
  'Calls of Go on a limited errgroup made by its own members: all places are taken by goroutines that wait for a place.':
    '受限的 errgroup 的成员自己调用 Go：所有名额都被等待名额的 goroutine 占用。',
  'Commands that were started and not waited for, or whose output a grandchild holds open.':
    '启动后没有等待其结束的命令，或其输出被孙进程保持打开。',
  'A finalizer or cleanup that blocks: all others wait behind it, and what they would free stays.':
    '阻塞的 finalizer 或 cleanup：其他的都在它后面等待，它们本应释放的内容保留下来。',
  'Goroutines of package context that watch a parent which is no context of the standard library, for children never cancelled.':
    'context 包中监视非标准库父 context 的 goroutine，其子 context 从未取消。',
  'Callers that wait to put something into a channel that is full: its consumer is gone or stuck.':
    '等待把内容放入已满 channel 的调用者：消费者已离开或卡住。',
  'gRPC client connections that become more and more: one is made for each call and never closed.':
    '越来越多的 gRPC 客户端连接：每次调用创建一个，从不关闭。',
  'gRPC client streams that were neither read to the end nor cancelled.': '既没有读完也没有取消的 gRPC 客户端流。',
  'HTTP client connections with a response that nobody reads or closes: readLoop waits in its select, not for the next response.':
    '响应没有人读取或关闭的 HTTP 客户端连接：readLoop 在其 select 中等待，而不是等待下一个响应。',
  'Connections of an HTTP server that stand for long in the middle of a request: clients that never finish sending it.':
    '长时间停在请求中途的 HTTP 服务器连接：客户端始终没有发送完。',
  'HTTP handlers that wait for something that does not come, while their clients wait for them.':
    '等待不会到来之物的 HTTP 处理函数，而其客户端在等待它们。',
  'Iterators made by iter.Pull of which stop was never called.': '由 iter.Pull 创建、但从未调用 stop 的迭代器。',
  'A goroutine blocked in a channel, WaitGroup or Cond while it probably holds a lock that those who could wake it wait for.':
    '阻塞在 channel、WaitGroup 或 Cond 中的 goroutine，同时可能持有一把能唤醒它的一方正在等待的锁。',
  'Goroutines that wait for a lock whose holder is not to be seen: it left without Unlock.':
    '等待一把看不到持有者的锁的 goroutine：持有者没有 Unlock 就离开了。',
  'Goroutines that wait for locks which they probably hold crosswise: each passed the code that owns the lock of the other.':
    '等待可能互相交叉持有的锁的 goroutine：每个都经过了拥有对方锁的代码。',
  'A queue before a lock whose probable holder waits for I/O or in a system call, and that holder.':
    '一把锁前的队列，其可能的持有者在等待 I/O 或处于系统调用中，以及该持有者。',
  'A goroutine that waits to write-lock an RWMutex which it, or one that ended, still holds for reading.':
    '等待对 RWMutex 加写锁的 goroutine，而读锁仍由它自己或某个已结束的 goroutine 持有。',
  'Waits for a Cond that nobody signals any more: the signal came before the wait, or one was sent for many.':
    '等待再也没有人通知的 Cond：通知早于等待，或一次通知面对许多等待者。',
  'Reads from connections that become more and more and never end: no deadline, and nobody closes them.':
    '越来越多、永不结束的连接读取：没有截止时间，也没有人关闭它们。',
  'Goroutines of signal.NotifyContext whose stop was never called.':
    'stop 从未被调用的 signal.NotifyContext 的 goroutine。',
  'A Once whose function calls Do of the same Once again.': '函数内再次调用同一个 Once 的 Do 的 Once。',
  'Readers or writers of an io.Pipe whose other end was left without Close.':
    '另一端没有 Close 就离开的 io.Pipe 的读者或写者。',
  'A read lock taken again by a goroutine that holds it, while a writer waits in between.':
    '持有读锁的 goroutine 再次取读锁，而其间有写者在等待。',
  'Goroutines that wait for a weighted semaphore which nobody at work holds: an Acquire without Release.':
    '等待加权信号量的 goroutine，而没有工作中的 goroutine 持有它：Acquire 之后没有 Release。',
  'Waits for a semaphore of the runtime that no lock or WaitGroup explains: file descriptor locks, older versions.':
    '等待没有锁或 WaitGroup 能解释的 runtime 信号量：文件描述符锁、较旧的版本。',
  'Followers of a singleflight call whose leader is stuck.': 'singleflight 调用的跟随者，其领头者卡住了。',
  'Goroutines that are started faster than they end: thousands run one function, in several places of it, some of them at work.':
    '启动快于结束的 goroutine：成千上万个运行同一函数，处于其多个位置，其中一些在工作。',
  'Connection openers of database/sql, one for each sql.DB that was opened and not closed.':
    'database/sql 的连接打开者，每个打开而未关闭的 sql.DB 一个。',
  'Rows or transactions that were not closed, and those that wait for their connections.':
    '没有关闭的 Rows 或事务，以及等待其连接的 goroutine。',
  'Goroutines of a synctest bubble that are durably blocked.': 'synctest 气泡中持久阻塞的 goroutine。',
  'Goroutines wired to a thread that do not end: each keeps its thread.':
    '绑定到线程且不结束的 goroutine：每个都占着自己的线程。',
  'Loops that sleep or wait for a timer, started again and again and never ended.':
    '休眠或等待计时器的循环，一再启动而从不结束。',
  'Idle connections of HTTP clients that become more and more: each request makes a Transport of its own, whose pool is never closed.':
    '越来越多的 HTTP 客户端空闲连接：每个请求创建自己的 Transport，其连接池从不关闭。',
  'Loops over a select that nobody stops: Stop, Close, Unsubscribe or cancel was not called for the object they belong to.':
    '没有人停止的 select 循环：没有为其所属对象调用 Stop、Close、Unsubscribe 或 cancel。',
  'Waits for a WaitGroup whose workers have all ended, or are stuck: calls of Done are missing.':
    '等待 WaitGroup，而其 worker 都已结束或卡住：缺少 Done 调用。',
  'A function waits for its workers before it reads their results, and the workers wait for it to read.':
    '函数在读取结果之前等待其 worker，而 worker 在等它读取。',
  'A few objects that grow in place from profile to profile, and huge objects kept by a sync.Pool.':
    '少数在各个 profile 之间原地增长的对象，以及由 sync.Pool 保留的巨大对象。',
  'Resident memory far above what the Go runtime knows of: C code, mapped files, threads; and Go’s own memory that is free but not given back.':
    '远超 Go runtime 所知的常驻内存：C 代码、映射文件、线程；以及 Go 自身空闲但未归还的内存。',
  'Memory dominated by goroutine stacks, and who created the goroutines.':
    '以 goroutine 栈为主的内存，以及是谁创建了这些 goroutine。',
  'Goroutines that wait for what will not come, each under the name of its pattern.':
    '等待不会到来之物的 goroutine，各以其模式命名。',
  'Tickers, timers and pending AfterFuncs that heap profiles show as held, more than can be in use.':
    '堆 profile 显示被持有、且多于可能使用数量的 Ticker、计时器和待执行的 AfterFunc。',
  'None: nothing alive can reach what they wait for.': '没有：任何活着的东西都无法触及它们等待的内容。',
  'Looked for in memory: three passes over a process that runs are strong, two stops prove it. main.main that waits for ever is an idiom and is left out. None found is no innocence: a stale word can hide a leak.':
    '在内存中查找：对运行中进程的三遍扫描为“确凿”，两次停顿则证明。永远等待的 main.main 是惯用写法，不计入。没有找到并不代表没有问题：一个残留的字可能掩盖泄漏。',
  "None: the runtime's own check. Its own goroutines, in dumps that print them, are left out.":
    '没有：runtime 自己的检查。打印出 runtime 自身 goroutine 的转储中，它们不计入。',
  'Marking on idle processors costs nothing and is taken off; a share since the start of the process says nothing before ten collections. Much garbage with much room is expensive but no spiral: below 45 % of CPU it takes a full limit, or a live heap at its goal, as well.':
    '在空闲处理器上的标记没有代价，已扣除；自进程启动以来的占比在十次回收之前说明不了什么。垃圾多而空间也多只是昂贵，并非螺旋：低于 45 % 的 CPU 时，还需要上限已满，或存活堆达到其目标。',
  'A cache that warms up and then stands (a plateau), memory that comes and goes (a saw), and growth within the error of sampling are not reported; a cache that is still filling while it is watched looks like a leak until it is full.':
    '预热后稳定的缓存（平台）、时多时少的内存（锯齿）以及采样误差之内的增长不报告；观察期间仍在填充的缓存在填满之前看起来像泄漏。',
  'None: nothing here is called a leak.': '没有：这里不把任何内容称为泄漏。',
  'Requests in flight and sessions hold their contexts and cancel them in time: where goroutines are inside the function that made them, or, without a goroutine capture, where there are not clearly more contexts than goroutines, nothing is reported. One profile alone stays suspect.':
    '进行中的请求和会话持有其 context 并会按时取消：如果有 goroutine 在创建它们的函数中，或者没有 goroutine 捕获而 context 并不明显多于 goroutine，则不报告。仅有一个 profile 时停留在“可疑”。',
  'None in a dump, which prints the reason, nor in a pprof profile, whose runtime frames show it. Text with debug=1 hides those frames: there their addresses tell, which is evidence and no proof.':
    '在打印原因的转储中没有，在 runtime 帧能说明原因的 pprof profile 中也没有。debug=1 的文本隐藏了这些帧：那里由地址说明，这是证据而非证明。',
  'main.main with select {} is idiomatic and never reported.': '带 select {} 的 main.main 是惯用写法，从不报告。',
  'Idle workers and actors wait in the same way. They are born together by one goroutine, started by main or a constructor, or run a function called like a loop; their number does not grow.':
    '空闲的 worker 和 actor 以同样的方式等待。它们由一个 goroutine 一起创建，由 main 或构造函数启动，或运行名称像循环的函数；其数量不增长。',
  'Back-pressure: hundreds wait to send, but they change between captures and the consumer is at work. Generators: one goroutine started by a constructor that sends for ever.':
    '背压：数百个等待发送，但它们在各次捕获之间变化，而且消费者在工作。生成器：由构造函数启动、永远发送的一个 goroutine。',
  'The signal receiver, and libraries with one thread of their own.': '信号接收者，以及拥有一个自己线程的库。',
  'Two locks of one type, or a caller that has released it: probable, not certain.':
    '同一类型的两把锁，或已释放锁的调用者：可能，但不确定。',
  'A group at its limit whose members work: the next call waits for one of them.':
    '成员在工作且达到上限的组：下一次调用等待其中之一。',
  'A child that runs: whoever started it waits.': '仍在运行的子进程：启动它的一方在等待。',
  'None known: finalizers share one goroutine and must not wait.':
    '没有已知的情形：finalizer 共用一个 goroutine，不得等待。',
  'A few that live as long as the requests they belong to.': '少数与其所属请求同生共死的。',
  'Back-pressure by design: callers wait their turn while the consumer works; then they change between captures.':
    '设计上的背压：消费者工作时调用者依次等待；之后它们在各次捕获之间变化。',
  'One set of these goroutines for each connection that is in use.': '每个使用中的连接各有一组这样的 goroutine。',
  'Streams that live: somebody reads them.': '活着的流：有人在读取它们。',
  'Responses that are being read (streams, SSE, long polls): a goroutine stands in roundTrip or reads the body for each of them.':
    '正在读取的响应（流、SSE、长轮询）：每个都有一个 goroutine 处于 roundTrip 或在读取 body。',
  'Idle keep-alive connections wait for the next request (Peek) and are fine.':
    '空闲的 keep-alive 连接等待下一个请求（Peek），没有问题。',
  'Server-sent events, long polls and websockets wait in a select on purpose; only growth, or a wait without a way out, is reported.':
    'Server-sent events、长轮询和 websocket 有意在 select 中等待；只报告增长，或没有出路的等待。',
  'An iterator in use: whoever pulls from it still runs.': '使用中的迭代器：从中拉取的一方仍在运行。',
  'A worker that idles in a select beside a lock that somebody else holds for a moment: then the holder is at work.':
    '在 select 中空闲的 worker，旁边有一把别人暂时持有的锁：此时持有者在工作。',
  'Convoys: many wait, and one that is at work in the same code holds the lock; the waiters change, or their holder is visible.':
    '车队：许多在等待，同一代码中有一个工作中的 goroutine 持有锁；等待者会变化，或能看到其持有者。',
  'Two contended locks of one type whose holders are at work.': '同一类型的两把有竞争的锁，其持有者在工作。',
  'A short write under a lock: the same holder must stand there in all captures.':
    '锁下的短暂写入：同一持有者必须在所有捕获中都处于那里。',
  'A writer that waits for readers at work.': '等待工作中读者的写者。',
  'Consumers of a queue wait in a Cond whenever it is empty; they were started together or by a constructor.':
    '队列为空时，消费者就在 Cond 中等待；它们是一起启动的，或由构造函数启动。',
  'Parked connections of a server look the same: only growth in which none ends is reported.':
    '服务器停放的连接看起来一样：只报告没有任何结束的增长。',
  'One per process is how it is meant.': '每个进程一个正是其本意。',
  'Two different Onces on one stack: the inner wait then has a holder elsewhere.':
    '一个栈上有两个不同的 Once：内层等待的持有者在别处。',
  'A body that is being streamed: the other end is at work.': '正在传输的 body：另一端在工作。',
  'Readers that queue behind a writer at work.': '在工作中的写者之后排队的读者。',
  'Full load: the holders are at work and the waiters change.': '满负荷：持有者在工作，等待者会变化。',
  'A goroutine about to start a garbage collection waits in semacquire for a moment.':
    '即将开始垃圾回收的 goroutine 会在 semacquire 中等待片刻。',
  'A slow backend: the leader waits for I/O and comes back.': '缓慢的后端：领头者等待 I/O 后会返回。',
  'Actors and connections by the thousand stand in one place each; a burst ends.':
    '成千上万的 actor 和连接各自停在一处；突发会结束。',
  'One for each data source is how it is meant.': '每个数据源一个正是其本意。',
  'Queries in flight: whoever made them still runs.': '进行中的查询：创建它们的一方仍在运行。',
  'Bubbles exist in tests only; a test that is at work advances its own clock.':
    '气泡只存在于测试中；工作中的测试会推进自己的时钟。',
  'A main loop of a user interface, code that changes namespaces: few, and steady.':
    '用户界面的主循环、更改命名空间的代码：数量少且平稳。',
  'One janitor or heartbeat per process, and retries that back off: few, or they end.':
    '每个进程一个清理者或心跳，以及会退避的重试：数量少，或会结束。',
  'One pool of keep-alive connections: at most MaxIdleConns, and steady.':
    '一个 keep-alive 连接池：至多 MaxIdleConns 个，且平稳。',
  'One loop for each object that is alive is healthy. Only a number that grows while old ones stay, or loops whose makers ended, is reported.':
    '每个存活对象一个循环是健康的。只报告旧成员留下而数量增长，或创建者已结束的循环。',
  'Workers that are still at work: the wait ends with them.': '仍在工作的 worker：等待随它们结束。',
  'None known where both stand in the same function: neither can go on.':
    '两者处于同一函数中时没有已知的例外：谁也无法继续。',
  'A table that is sized once and a buffer as large as its largest message are normal: only growth over three or more profiles is suspected. A profile says how much an allocation holds, not how much of it is used, nor how many entries a map still has.':
    '一次定好大小的表和与最大消息一样大的缓冲区是正常的：只有在三个或更多 profile 中增长才被怀疑。profile 说明一次分配占多少，而不说明其中用了多少，也不说明 map 还有多少条目。',
  'Up to Go 1.15 pages given back stay resident until the system needs them (MADV_FREE); MaxRSS is a peak, of which Go’s part may have been given back since: only what is above Sys, the most Go ever had, counts.':
    '在 Go 1.15 及之前，归还的页在系统需要之前仍然常驻（MADV_FREE）；MaxRSS 是峰值，其中 Go 的部分可能已归还：只计入超过 Sys（Go 曾拥有的最大值）的部分。',
  'A service with many real connections needs many stacks: the finding says what holds memory, not that it leaks. Descriptors of goroutines in the heap (runtime.malg) are those of the largest number there ever was, not of today’s.':
    '有许多真实连接的服务需要许多栈：该发现说明是什么占用内存，而不是说它在泄漏。堆中的 goroutine 描述符（runtime.malg）反映的是历史最大数量，而非当前数量。',
  'Idle workers, parked connections, back-pressure and convoys: evidence against, which each finding and README.md list.':
    '空闲的 worker、停放的连接、背压和车队：即不支持泄漏的证据，每个发现和 README.md 均会列出。',
  'Each goroutine may wait on a timer of its own: tickers count only where they are more than the goroutines there are. AfterFuncs that expire sessions are many and stand: a number that stands over three profiles is not reported.':
    '每个 goroutine 可能在等待自己的计时器：只有当 ticker 多于 goroutine 时才计入。使会话过期的 AfterFunc 数量多且稳定：在三个 profile 中保持不变的数量不报告。',
};
