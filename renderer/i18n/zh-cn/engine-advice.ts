import type { Catalogue } from '../t';

/** What to do about findings. */
export const ENGINE_ADVICE: Catalogue = {
  'Open the stack: the frame above the accent edge is where they wait.': '打开栈：强调边之上的帧就是它们等待的位置。',
  'Give the channel room for one result, so that the sender can finish when nobody waits any more.':
    '给 channel 留出一个结果的空间，使发送方在无人等待时也能结束。',
  'Or select on ctx.Done() beside the send, and cancel the context when the receiver leaves.':
    '或在发送旁用 select 监听 ctx.Done()，并在接收方离开时取消 context。',
  'Close the channel where the last value is sent (defer close(ch) in the one sender).':
    '在发送最后一个值的地方关闭 channel（在唯一的发送方中 defer close(ch)）。',
  'Or receive in a select with ctx.Done(), and cancel the context when no more values come.':
    '或在 select 中与 ctx.Done() 一起接收，并在不再有值时取消 context。',
  'Add a case on ctx.Done() (or a done channel) and make sure that its owner cancels: call Stop or Close with defer.':
    '为 ctx.Done()（或 done channel）增加一个 case，并确保其所有者会取消：用 defer 调用 Stop 或 Close。',
  'Start one such goroutine per process, not one per request.':
    '每个进程启动一个这样的 goroutine，而不是每个请求一个。',
  'Release the lock on every path: defer mu.Unlock() in the line after mu.Lock().':
    '在每条路径上释放锁：在 mu.Lock() 的下一行写 defer mu.Unlock()。',
  'Do no I/O and no channel operation while holding it.': '持有锁时不做 I/O，也不做 channel 操作。',
  'Find the writer: a waiting Lock stops every new RLock. Never take RLock twice in one call chain.':
    '找到写者：等待中的 Lock 会阻止所有新的 RLock。切勿在一条调用链中两次取 RLock。',
  'Release with defer mu.RUnlock().': '用 defer mu.RUnlock() 释放。',
  'Find the reader that never leaves; RLock cannot be upgraded to Lock, release it first.':
    '找到从不离开的读者；RLock 不能升级为 Lock，请先释放它。',
  'Release with defer mu.Unlock().': '用 defer mu.Unlock() 释放。',
  'Call defer wg.Done() as the first line of each worker (or wg.Go from Go 1.25), so that early returns count too.':
    '在每个 worker 的第一行调用 defer wg.Done()（Go 1.25 起可用 wg.Go），使提前返回也计入。',
  'Drain the result channel in its own goroutine before wg.Wait().':
    '在 wg.Wait() 之前，用单独的 goroutine 取空结果 channel。',
  'Change the condition under the lock and call Broadcast, also when closing.':
    '在锁内更改条件并调用 Broadcast，关闭时也是如此。',
  'Wait in a loop that checks the condition again.': '在循环中等待，并再次检查条件。',
  'Release what was acquired on every path (defer).': '在每条路径上释放已获取的内容（defer）。',
  'Set a read deadline or close the connection when its owner leaves.':
    '设置读取截止时间，或在其所有者离开时关闭连接。',
  'Make the channel before `go`: a nil channel blocks forever.': '在 `go` 之前创建 channel：nil channel 会永远阻塞。',
  'Where nil switches a select case off, keep one case that can still fire.':
    '用 nil 关闭某个 select case 时，请保留一个仍能触发的 case。',
  'Wait for something that can happen: ctx.Done(), a signal, a WaitGroup.':
    '等待会发生的事：ctx.Done()、信号、WaitGroup。',
  'Call defer cancel() in the line after WithTimeout, WithDeadline or WithCancel; go vet (lostcancel) finds the place.':
    '在 WithTimeout、WithDeadline 或 WithCancel 的下一行调用 defer cancel()；go vet（lostcancel）能找到位置。',
  'Do not derive request contexts from one that lives as long as the process.':
    '不要从与进程同寿命的 context 派生请求的 context。',
  'Raise GOMEMLIMIT (and the container’s limit, of which it should leave a tenth), or give the work to more processes: the live heap does not fit.':
    '提高 GOMEMLIMIT（以及容器的上限，它应留出十分之一），或把工作分给更多进程：存活堆放不下。',
  'Find what the live heap holds (a heap profile); if it grows without end, that is the leak to mend.':
    '查明存活堆持有什么（堆 profile）；如果它无止境地增长，那就是要修复的泄漏。',
  'Keep GOGC on: with GOGC=off nothing but the limit starts a collection.':
    '保持 GOGC 开启：GOGC=off 时只有上限会触发回收。',
  'Find who keeps what is allocated here (a map, a slice or a list that only grows): give it a bound and throw the oldest out, or remove entries when their owner ends.':
    '查明谁保留了在此分配的内容（只增不减的 map、slice 或列表）：给它设上限并丢弃最旧的，或在所有者结束时移除条目。',
  'Compare the first and the last profile under Compare: the frames above this one say for whom it is allocated.':
    '在“对比”中比较第一个和最后一个 profile：此帧之上的帧说明是为谁分配的。',
  'If only a part of each is needed (a header of a message, a field of a document), keep a copy of the part: bytes.Clone, slices.Clone, strings.Clone.':
    '如果只需要每个的一部分（消息的头部、文档的字段），请保留该部分的副本：bytes.Clone、slices.Clone、strings.Clone。',
  'Take heap profiles (/debug/pprof/heap?gc=1) some minutes apart and open them together: they say where it is allocated.':
    '间隔几分钟采集堆 profile（/debug/pprof/heap?gc=1）并一起打开：它们说明在哪里分配。',
  'Bound the call: a timeout in C, a non-blocking descriptor, or a child process; limit how many run at once with a semaphore.':
    '限制该调用：C 中的超时、非阻塞描述符或子进程；用信号量限制同时运行的数量。',
  'Split the method: one that locks, and one (…Locked) that expects the lock to be held; methods that hold it call the second.':
    '拆分方法：一个加锁，一个（…Locked）要求已持有锁；持有锁的方法调用后者。',
  'Do not call Go on a limited group from its own members: collect the work and start it from outside, or use TryGo and do it here otherwise.':
    '不要在受限组的成员中对该组调用 Go：收集工作并从外部启动，或使用 TryGo，否则就地执行。',
  'Always call Wait after Start; set cmd.WaitDelay so that a grandchild that holds the pipe cannot hold you.':
    'Start 之后务必调用 Wait；设置 cmd.WaitDelay，使保持管道的孙进程无法拖住您。',
  'Do not block in a finalizer: start a goroutine for what may wait, or close explicitly instead.':
    '不要在 finalizer 中阻塞：为可能等待的内容启动 goroutine，或改为显式关闭。',
  'Cancel the child on every path: defer cancel().': '在每条路径上取消子 context：defer cancel()。',
  'Or give the own context type a method AfterFunc(func()) func() bool: then no goroutine is needed.':
    '或给自己的 context 类型一个方法 AfterFunc(func()) func() bool：这样就不需要 goroutine。',
  'Find out why the consumer stopped: it returned on an error, or waits itself. Restart it, or close the way in.':
    '查明消费者为什么停止：它因错误返回，或自身在等待。重启它，或关闭入口。',
  'Let callers give up: select on ctx.Done() beside the send, or drop with a default case and count.':
    '让调用者能够放弃：在发送旁用 select 监听 ctx.Done()，或用 default case 丢弃并计数。',
  'Make one ClientConn per target and share it: it multiplexes; close the ones that must go.':
    '每个目标创建一个 ClientConn 并共享：它支持多路复用；关闭不再需要的。',
  'Cancel the context of the stream on every path, or call Recv until it returns an error.':
    '在每条路径上取消流的 context，或调用 Recv 直到它返回错误。',
  'Close every response body: defer resp.Body.Close() right after the error check; read it to the end (io.Copy(io.Discard, …)) so that the connection can be used again.':
    '关闭每个响应的 body：在检查错误之后立即 defer resp.Body.Close()；把它读完（io.Copy(io.Discard, …)），以便连接可以复用。',
  'Set ReadHeaderTimeout (and ReadTimeout, WriteTimeout, IdleTimeout) on the http.Server.':
    '在 http.Server 上设置 ReadHeaderTimeout（以及 ReadTimeout、WriteTimeout、IdleTimeout）。',
  'Wait for the client as well: select on r.Context().Done() beside whatever the handler waits for.':
    '同时等待客户端：在处理函数所等待的内容旁用 select 监听 r.Context().Done()。',
  'Give the work a deadline: context.WithTimeout(r.Context(), …).':
    '给工作设置截止时间：context.WithTimeout(r.Context(), …)。',
  'Call defer stop() in the line after iter.Pull.': '在 iter.Pull 的下一行调用 defer stop()。',
  'Never block on a channel, a WaitGroup or a callback under a lock: copy what is needed, unlock, then send.':
    '切勿在锁内阻塞于 channel、WaitGroup 或回调：复制所需内容，解锁，然后发送。',
  'Take locks in one order everywhere, or release the first before the second; go-deadlock finds the other places in tests.':
    '在各处以同一顺序取锁，或在取第二把锁之前释放第一把；go-deadlock 能在测试中找到其他位置。',
  'Do no I/O under the lock: take what is needed, unlock, then read or write; give the I/O a deadline.':
    '不要在锁内做 I/O：取得所需内容，解锁，然后读写；给 I/O 设置截止时间。',
  'Set a deadline before each read (SetReadDeadline), or close the connection when its context ends: context.AfterFunc(ctx, func() { conn.Close() }).':
    '在每次读取之前设置截止时间（SetReadDeadline），或在其 context 结束时关闭连接：context.AfterFunc(ctx, func() { conn.Close() })。',
  'Call defer stop() after NotifyContext, and make it once, in main.':
    '在 NotifyContext 之后调用 defer stop()，并且只在 main 中创建一次。',
  'Split what is initialised: a function that runs under Once.Do must not call Do of the same Once.':
    '拆分初始化内容：在 Once.Do 下运行的函数不得调用同一个 Once 的 Do。',
  'Close both ends on every path: defer pw.CloseWithError(err) in the writer, defer pr.Close() in the reader.':
    '在每条路径上关闭两端：写者中 defer pw.CloseWithError(err)，读者中 defer pr.Close()。',
  'Release on every path: defer sem.Release(n) in the line after a successful Acquire.':
    '在每条路径上释放：在成功的 Acquire 的下一行写 defer sem.Release(n)。',
  'Give the shared call a deadline of its own, and let followers leave: DoChan with a select on ctx.Done().':
    '给共享的调用设置自己的截止时间，并让跟随者能够离开：DoChan 配合对 ctx.Done() 的 select。',
  'Bound how many run at once: errgroup.SetLimit, a semaphore, or a fixed pool that takes from a channel.':
    '限制同时运行的数量：errgroup.SetLimit、信号量，或从 channel 取任务的固定池。',
  'Push back where the work comes from instead of starting a goroutine for each item.':
    '在工作的来源处施加背压，而不是为每一项启动一个 goroutine。',
  'Open the database once per process and share it: a sql.DB is a pool. Close those that must go.':
    '每个进程只打开一次数据库并共享：sql.DB 是一个池。关闭不再需要的。',
  'Close on every path: defer rows.Close() after Query, defer tx.Rollback() after Begin (it does nothing after Commit).':
    '在每条路径上关闭：Query 之后 defer rows.Close()，Begin 之后 defer tx.Rollback()（Commit 之后它不起作用）。',
  'Finish or cancel what the bubble started before the test function returns.':
    '在测试函数返回之前，结束或取消气泡中启动的内容。',
  'Call runtime.UnlockOSThread when done, or let the goroutine end: its thread goes with it.':
    '完成后调用 runtime.UnlockOSThread，或让 goroutine 结束：其线程随之结束。',
  'Start such a loop once per process, or give it a way out: select on ctx.Done() beside the timer.':
    '每个进程启动一次这样的循环，或给它一条出路：在计时器旁用 select 监听 ctx.Done()。',
  'Make one http.Client (one Transport) and use it for all requests; where one must be thrown away, call CloseIdleConnections.':
    '创建一个 http.Client（一个 Transport）并用于所有请求；如果必须丢弃，请调用 CloseIdleConnections。',
  'Drain the results in their own goroutine, or wait in one: go func() { wg.Wait(); close(out) }().':
    '用单独的 goroutine 取空结果，或在其中等待：go func() { wg.Wait(); close(out) }()。',
  'Or give the channel room for all results.': '或给 channel 留出所有结果的空间。',
  'Look for a slice, map or buffer that is only ever appended to: give it a bound, or start it anew now and then (a map keeps its tables after delete; only a new map gives them back).':
    '查找只追加的 slice、map 或缓冲区：给它设上限，或不时重新创建（map 在删除后仍保留其表；只有新的 map 才会归还）。',
  'Where a small part of something large is kept, keep a copy of the part (bytes.Clone, slices.Clone, strings.Clone).':
    '如果保留的是大对象的一小部分，请保留该部分的副本（bytes.Clone、slices.Clone、strings.Clone）。',
  'Do not put a buffer back that has become large: the pool keeps it at its largest size, for the smallest of uses.':
    '不要放回已变大的缓冲区：池会以其最大的大小保留它，哪怕只用一点点。',
  'Keep a pool for each class of sizes where sizes differ much.': '大小差异很大时，为每一类大小各保留一个池。',
  'Look outside of Go: memory of C libraries (cgo), mapped files, stacks of threads. /proc/PID/smaps of the process names them.':
    '在 Go 之外查找：C 库的内存（cgo）、映射文件、线程的栈。进程的 /proc/PID/smaps 会列出它们。',
  'Count threads (threadcreate profile, go_threads): each has a stack of the system’s size.':
    '统计线程（threadcreate profile、go_threads）：每个都有系统大小的栈。',
  'With jemalloc or glibc behind cgo: bound their arenas (MALLOC_ARENA_MAX=2).':
    '如果 cgo 背后是 jemalloc 或 glibc：限制其 arena（MALLOC_ARENA_MAX=2）。',
  'Set GOMEMLIMIT: near it the runtime gives free memory back at once.':
    '设置 GOMEMLIMIT：接近它时 runtime 会立即归还空闲内存。',
  'debug.FreeOSMemory() after a peak that does not come again gives it back.':
    '在不会再来的峰值之后，debug.FreeOSMemory() 会归还它。',
  'Fragmentation (spans with few objects) goes when the long-lived objects among the short-lived are made elsewhere, or at once.':
    '当短命对象中的长寿对象在别处或一次性创建时，碎片（对象很少的 span）就会消失。',
  'Find the spike (a burst of requests, a retry storm) and bound how many goroutines can exist at once: errgroup.SetLimit, a worker pool.':
    '找到突增（请求突发、重试风暴），并限制同时存在的 goroutine 数量：errgroup.SetLimit、worker 池。',
  'Stop the ticker where the loop ends: defer t.Stop().': '在循环结束处停止 ticker：defer t.Stop()。',
  'Or build with Go 1.23 or newer and `go 1.23` in go.mod: the collector then takes tickers that nothing refers to.':
    '或使用 Go 1.23 或更新版本构建，并在 go.mod 中写 `go 1.23`：这样回收器会收走没有引用的 ticker。',
  'time.Tick cannot be stopped: use time.NewTicker and defer t.Stop().':
    'time.Tick 无法停止：请使用 time.NewTicker 和 defer t.Stop()。',
  'In a loop, make one timer and Reset it: each call of time.After holds a timer until it fires.':
    '在循环中，创建一个计时器并 Reset 它：每次调用 time.After 都会持有一个计时器直到触发。',
  'Or build with Go 1.23 or newer and `go 1.23` in go.mod.':
    '或使用 Go 1.23 或更新版本构建，并在 go.mod 中写 `go 1.23`。',
  'Stop the timer on every path that does not wait for it: defer t.Stop().':
    '在不等待计时器的每条路径上停止它：defer t.Stop()。',
  'Keep the timer that AfterFunc returns, and Stop it when what it is for has ended; until it fires it holds its function and all that refers to.':
    '保留 AfterFunc 返回的计时器，并在其用途结束时 Stop 它；在触发之前，它会持有其函数以及该函数引用的一切。',
  'Give the channel room for one result.': '给 channel 留出一个结果的空间。',
  'Close the channel when the last value is sent.': '在发送最后一个值之后关闭 channel。',
  'Give the loop a way out.': '给循环一条出路。',
  'Release the lock on every path.': '在每条路径上释放锁。',
  'Release the read lock on every path.': '在每条路径上释放读锁。',
  'Release before taking the write lock.': '在取写锁之前释放。',
  'Count the worker as done on every path.': '在每条路径上将 worker 计为完成。',
  'Wake all waiters when closing.': '关闭时唤醒所有等待者。',
  'Make the channel before the goroutine starts.': '在 goroutine 启动之前创建 channel。',
  'Wait for something that can happen.': '等待会发生的事。',
  'Cancel on every path.': '在每条路径上取消。',
  'Leave the heap room below the limit.': '让堆低于上限并留有余地。',
  'Give the cache a bound.': '给缓存设上限。',
  'Keep a copy of the part.': '保留该部分的副本。',
  'Limit the threads.': '限制线程数量。',
  'Call the half that expects the lock.': '调用要求已持有锁的那一半。',
  'Do the work here when there is no place.': '没有名额时就地完成工作。',
  'Bound the wait.': '限制等待时间。',
  'Leave the finalizer at once.': '立即离开 finalizer。',
  'Cancel the child.': '取消子 context。',
  'Let callers give up.': '让调用者能够放弃。',
  'Share the connection.': '共享连接。',
  'Cancel the stream.': '取消流。',
  'Close the body.': '关闭 body。',
  'Set the timeouts.': '设置超时。',
  'Leave when the client leaves.': '客户端离开时随之离开。',
  'Stop the iterator.': '停止迭代器。',
  'Unlock before sending.': '发送之前解锁。',
  'Release the first before taking the second.': '在取第二把锁之前释放第一把。',
  'Shrink the critical section.': '缩小临界区。',
  'Set a deadline.': '设置截止时间。',
  'Stop it.': '停止它。',
  'Call the inner initialisation directly.': '直接调用内层的初始化。',
  'Close the writing end with its error.': '带着错误关闭写入端。',
  'Release on every path.': '在每条路径上释放。',
  'Let followers leave.': '让跟随者能够离开。',
  'Bound how many run at once.': '限制同时运行的数量。',
  'Open it once.': '只打开一次。',
  'Close the rows.': '关闭 rows。',
  'Let the thread go.': '放开线程。',
  'Share the client.': '共享客户端。',
  'Wait beside the reader.': '在读者旁边等待。',
  'Begin a new one when most of it is gone.': '大部分用完后重新开始一个。',
  'Leave large buffers to the collector.': '把大缓冲区留给回收器。',
  'Tell the runtime what it may use.': '告诉 runtime 可以使用多少。',
  'Stop it when the loop ends.': '循环结束时停止它。',
  'Use a ticker that can be stopped.': '使用可以停止的 ticker。',
  'One timer for all turns of the loop.': '循环的所有轮次共用一个计时器。',
  'Stop it when it is not needed.': '不需要时停止它。',
  'Stop it with what it is for.': '与其用途一起停止它。',
};
