import type { Catalogue } from '../t';

/** Evidence of the patterns, and of the rules about heap, timers, stacks, the collector and the memory of the process. */
export const ENGINE_PATTERNS: Catalogue = {
  // Patterns of goroutines.
  'It is the only one there: libraries have a thread of their own.': '那里只有它一个：库会有自己的线程。',
  'There are more in each capture, and each holds a thread.': '每次捕获都更多，且每个都占用一个线程。',
  '{outer}, which called {inner}, is a method of the same type and probably holds the lock already.':
    '调用 {inner} 的 {outer} 是同一类型的方法，可能已持有该锁。',
  'A member of an errgroup calls Go itself: where that is the same group, all places wait for a place.':
    'errgroup 的成员自己调用了 Go：如果是同一个组，所有名额都在等待名额。',
  'Members of the group wait in Go for a place.': '组的成员在 Go 中等待名额。',
  'It runs on the goroutine of the finalizers: nothing else is finalized until it returns.':
    '它在 finalizer 的 goroutine 上运行：在它返回之前，其他 finalizer 都不会执行。',
  'No goroutine is in code of {owner}, but to send: its consumer is absent.':
    '除发送者外，没有 goroutine 处于 {owner} 的代码中：其消费者不在。',
  'An earlier capture has a goroutine in {name}; now none is in code of {owner}, but to send: its consumer is gone.':
    '较早的捕获中有 goroutine 处于 {name}；现在除发送者外，没有 goroutine 处于 {owner} 的代码中：其消费者已离开。',
  '{count} connections are more than a program has targets.': '{count} 个连接，多于一个程序会有的目标数。',
  '{count} responses are outstanding and no goroutine waits for one or reads a body.':
    '有 {count} 个响应未处理完，而没有 goroutine 在等待响应或读取 body。',
  '{count} responses are outstanding and only {busy} goroutines wait for one or reads a body.':
    '有 {count} 个响应未处理完，而只有 {busy} 个 goroutine 在等待响应或读取 body。',
  '{count} goroutines wait for a response or read a body.': '有 {count} 个 goroutine 在等待响应或读取 body。',
  'The same connections are in the middle of a request in all captures: no ReadHeaderTimeout ends them.':
    '在所有捕获中，同样的连接都停在请求中途：没有 ReadHeaderTimeout 来结束它们。',
  '{name} of the same type is blocked in {operation} and probably holds the lock.':
    '同一类型的 {name} 阻塞在 {operation}，可能持有该锁。',
  '{name} of the same type waits for a lock that this one probably holds.':
    '同一类型的 {name} 在等待一把可能由它持有的锁。',
  "{name} waits for a lock as well, in code that this stack passed: they probably hold each other's lock.":
    '{name} 也在等待锁，且处于此栈经过的代码中：它们可能互相持有对方的锁。',
  '{waiting} waits for a lock of the type whose method it is in: probably held.':
    '有 {waiting} 个在等待某类型的锁，而它正处于该类型的方法中：锁可能由它持有。',
  '{waiting} wait for a lock of the type whose method it is in: probably held.':
    '有 {waiting} 个在等待某类型的锁，而它正处于该类型的方法中：锁可能由它持有。',
  '{waiting} waits for a lock of the type whose method they are in: probably held.':
    '有 {waiting} 个在等待某类型的锁，而它们正处于该类型的方法中：锁可能由它们持有。',
  '{waiting} wait for a lock of the type whose method they are in: probably held.':
    '有 {waiting} 个在等待某类型的锁，而它们正处于该类型的方法中：锁可能由它们持有。',
  'The same {operation} goes on in all captures.': '在所有捕获中，同一个 {operation} 一直在进行。',
  '{name} of the same type is in {operation} and probably holds the lock.':
    '同一类型的 {name} 处于 {operation}，可能持有该锁。',
  '{name} of the same type is in {operation} and probably holds the lock, the same goroutine in all captures; {count} wait for it.':
    '同一类型的 {name} 处于 {operation}，可能持有该锁，且在所有捕获中都是同一个 goroutine；有 {count} 个在等待它。',
  'There are more readers in each capture, and no code they share is at work.':
    '每次捕获中读者都更多，且没有它们共享的代码在工作。',
  'A reader stands below another method of the same type while a writer waits: it probably holds the read lock that the writer waits for.':
    '有读者处于同一类型另一方法的调用之下，同时有写者在等待：写者等待的读锁可能正由它持有。',
  'The call in flight is stuck itself in {operation} ({name}).': '进行中的调用自身卡在 {operation}（{name}）。',
  'The call in flight is at work.': '进行中的调用正在工作。',
  '{count} databases are open; each has a pool of its own.': '打开了 {count} 个数据库；每个都有自己的连接池。',
  'Whoever sleeps wakes up: only the same ones in three captures, or more and more, are a loop.':
    '处于 sleep 的总会醒来：只有三次捕获中都是同一批，或越来越多，才是循环。',
  'It is the only one there: one janitor is how it is meant.': '那里只有它一个：一个清理者正是其本意。',
  '{count} idle connections are more than one Transport keeps ({most}).':
    '{count} 个空闲连接，多于一个 Transport 会保留的数量（{most}）。',
  'No goroutine that it started is left: calls of Done are missing.': '它启动的 goroutine 已全部结束：缺少 Done 调用。',
  'No goroutine shares code with it: nobody is left to call Done.':
    '没有 goroutine 与它共享代码：没有人能再调用 Done。',
  'Goroutines that they started are at work.': '它们启动的 goroutine 正在工作。',
  'Goroutines that it started are at work.': '它启动的 goroutine 正在工作。',
  'The task that it waits for is stuck: {operation} in {name}.': '它等待的任务卡住了：在 {name} 中处于 {operation}。',
  'The task that they wait for is stuck: {operation} in {name}.':
    '它们等待的任务卡住了：在 {name} 中处于 {operation}。',
  'All {count} tasks that it waits for are stuck: {operation} in {name}.':
    '它等待的全部 {count} 个任务都卡住了：在 {name} 中处于 {operation}。',
  'All {count} tasks that they wait for are stuck: {operation} in {name}.':
    '它们等待的全部 {count} 个任务都卡住了：在 {name} 中处于 {operation}。',
  'The function that started them waits for the WaitGroup and does not read.':
    '启动它们的函数在等待 WaitGroup，而不读取。',
  'The function that started it waits for the WaitGroup and does not read.': '启动它的函数在等待 WaitGroup，而不读取。',
  'The workers to wait for are blocked in sending results.': '所等待的 worker 阻塞在发送结果上。',

  'sync.Once.Do stands twice in one stack: the inner call waits for the outer one, which waits for it.':
    'sync.Once.Do 在同一个栈中出现两次：内层调用等待外层调用，而外层调用又在等待内层。',
  '{count} goroutines run {name}, in {places} different places; {live} of them are at work.':
    '{count} 个 goroutine 运行 {name}，处于 {places} 个不同位置；其中 {live} 个在工作。',

  // What stacks and memory cost, and when they reach a limit.
  'The process is at GOMEMLIMIT of {bytes} already.': '进程已达到 {bytes} 的 GOMEMLIMIT。',
  'At {rate} a minute GOMEMLIMIT of {bytes} is more than {days} days away.':
    '按每分钟 {rate} 计，还要 {days} 天以上才会达到 {bytes} 的 GOMEMLIMIT。',
  'At {rate} a minute GOMEMLIMIT of {bytes} is reached in {time}.':
    '按每分钟 {rate} 计，将在 {time} 后达到 {bytes} 的 GOMEMLIMIT。',
  'The process is at the container’s limit of {bytes} already.': '进程已达到 {bytes} 的容器上限。',
  'At {rate} a minute the container’s limit of {bytes} is more than {days} days away.':
    '按每分钟 {rate} 计，还要 {days} 天以上才会达到 {bytes} 的容器上限。',
  'At {rate} a minute the container’s limit of {bytes} is reached in {time}.':
    '按每分钟 {rate} 计，将在 {time} 后达到 {bytes} 的容器上限。',
  '{count} of {total} goroutines ({share}) wait at one site; {bytes} of stack each on average.':
    '{total} 个 goroutine 中有 {count} 个（{share}）在同一处等待；平均每个占栈 {bytes}。',
  '{count} of {total} goroutines wait at one site': '{total} 个 goroutine 中有 {count} 个在同一处等待',
  '{count} of {total} goroutines wait at one site, created by {creator}':
    '{total} 个 goroutine 中有 {count} 个在同一处等待，由 {creator} 创建',
  'MemStats of {name}: StackInuse {stacks}, HeapInuse {heap}.':
    '{name} 的 MemStats：StackInuse 为 {stacks}，HeapInuse 为 {heap}。',
  'The heap profile has the descriptors of about {count} goroutines (runtime.malg, {bytes}): as many were there at once, and their memory stays when they end.':
    '堆 profile 中约有 {count} 个 goroutine 的描述符（runtime.malg，{bytes}）：曾同时存在这么多，结束后其内存仍保留。',
  '{count} of {total} goroutines ({share}) wait at {place}; {bytes} of stack each on average.':
    '{total} 个 goroutine 中有 {count} 个（{share}）在 {place} 等待；平均每个占栈 {bytes}。',
  'A goroutine profile of the same moment, opened together with this one, says whose stacks they are.':
    '将同一时刻的 goroutine profile 与此文件一起打开，即可知道这些栈属于谁。',
  'A second pair of captures shows whether the stacks grow.': '再采集一对捕获，可看出栈是否增长。',
  'The heap profile has their descriptors (runtime.malg, {bytes}), which are never freed, only used again (golang/go#9869).':
    '堆 profile 中有它们的描述符（runtime.malg，{bytes}），这些描述符从不释放，只会复用（golang/go#9869）。',
  'The number of goroutines over time: what happened at the peak.': 'goroutine 数量随时间的变化：峰值时发生了什么。',

  // The collector.
  'The collector took {percent} of all CPU time since the process began ({count} collections); lately it may be more.':
    '自进程启动以来，回收器占用了全部 CPU 时间的 {percent}（{count} 次回收）；近期可能更多。',
  'Between the last scrapes the collector took {shares} of all CPU time, marking on idle processors not counted.':
    '在最近几次采集之间，回收器占用了全部 CPU 时间的 {shares}，空闲处理器上的标记不计入。',
  '{held} are held of GOMEMLIMIT {limit} ({share}).': '占用 {held}，GOMEMLIMIT 为 {limit}（{share}）。',
  '{held} are held of GOMEMLIMIT {limit} ({share}): memory is at its limit.':
    '占用 {held}，GOMEMLIMIT 为 {limit}（{share}）：内存已达上限。',
  'The next collection begins at {goal}, and {bytes} are live: there is no room to allocate in.':
    '下次回收在 {goal} 时开始，而存活 {bytes}：已没有可供分配的空间。',
  'The next collection begins at {goal}, and {bytes} are allocated: there is no room to allocate in.':
    '下次回收在 {goal} 时开始，而已分配 {bytes}：已没有可供分配的空间。',
  'The next collection begins at {goal}, and {bytes} are live, about as much in each of the last captures: there is no room to allocate in.':
    '下次回收在 {goal} 时开始，而存活 {bytes}，最近几次捕获都大致如此：已没有可供分配的空间。',
  'The next collection begins at {goal}, and {bytes} are allocated, about as much in each of the last captures: there is no room to allocate in.':
    '下次回收在 {goal} 时开始，而已分配 {bytes}，最近几次捕获都大致如此：已没有可供分配的空间。',
  'The limiter that keeps the collector at half of all CPU was on in collection {limited} of {cycles}.':
    '把回收器限制在一半 CPU 以内的限制器在第 {limited} 次回收（共 {cycles} 次）中处于开启状态。',
  'Two scrapes of runtime/metrics a minute apart (/cpu/classes/gc/total, /gc/gomemlimit): the share of that minute.':
    '间隔一分钟采集两次 runtime/metrics（/cpu/classes/gc/total、/gc/gomemlimit）：得到这一分钟内的占比。',
  'More scrapes: a share that stays near a half, and memory that stays at the limit.':
    '更多次采集：占比持续接近一半，且内存持续处于上限。',
  'While it marks, a quarter of all processors work for it, and goroutines that allocate must assist: {time} a collection on average.':
    '标记期间，四分之一的处理器为其工作，进行分配的 goroutine 也必须协助：平均每次回收 {time}。',
  'Live heap {live}, goal of the next collection {goal}.': '存活堆 {live}，下次回收的目标 {goal}。',
  'Live heap {live}, goal of the next collection {goal}: there is hardly room to allocate in.':
    '存活堆 {live}，下次回收的目标 {goal}：几乎没有可供分配的空间。',
  'runtime/metrics of the same process: /cpu/classes/gc/total near half of /cpu/classes/total, and memory at /gc/gomemlimit.':
    '同一进程的 runtime/metrics：/cpu/classes/gc/total 接近 /cpu/classes/total 的一半，且内存达到 /gc/gomemlimit。',
  'Collecting {share} of the time': '{share} 的时间在回收',

  // Growth of the heap, and its shape.
  'Allocated in {name} and in use, over {count} profiles: {values}.':
    '在 {name} 中分配且仍在使用，{count} 个 profile 中依次为：{values}。',
  'Of them {count} count: the others are of the warm-up, or of the same moment.':
    '其中 {count} 个计入：其余属于预热阶段，或来自同一时刻。',
  'Mann–Kendall test for growth: {p} over {count} profiles.': '增长的 Mann–Kendall 检验：{count} 个 profile，{p}。',
  'Mann–Kendall test for growth: {p} over {count} scrapes; {reason}.':
    '增长的 Mann–Kendall 检验：{count} 次采集，{p}；{reason}。',
  '{count} profiles that all rise: by chance that happens once in {times} times.':
    '{count} 个 profile 全部上升：偶然出现这种情况的概率为 {times} 分之一。',
  'Of what was allocated there in between, {share} is still held.': '其间在那里分配的内存中，{share} 仍被持有。',
  'Of what was allocated there in between, {share} was kept; the rest was freed.':
    '其间在那里分配的内存中，{share} 被保留；其余已释放。',
  'Profiles over a longer time, under steady load: a cache comes to a stand at its bound, a leak does not. How many entries the structure has (len) at two moments settles it.':
    '在负载平稳时采集更长时间的 profile：缓存会停在其上限，泄漏不会。比较两个时刻该结构的条目数（len）即可确定。',
  'As to its shape, {reason}.': '就形状而言，{reason}。',
  'it still rises at the end, at {share}\u00a0% of its mean slope': '末尾仍在上升，斜率为平均值的 {share} %',
  'it has risen and stands at the end': '先上升，末尾保持不变',
  'it fell back once': '曾回落一次',
  'it fell back {count} times': '曾回落 {count} 次',
  'it falls': '在下降',
  'it does not change by more than its noise': '变化不超过噪声',
  'two values have no shape': '两个值没有形状可言',
  'it slows down at the end, to {share}\u00a0% of its mean slope': '末尾放缓，斜率降至平均值的 {share} %',
  'it goes up and down': '时升时降',
  'Its objects are {bytes} each on average. A sub-slice or substring keeps the whole of one alive; the profile cannot say how much of each is used.':
    '其对象平均每个 {bytes}。一个子 slice 或子串就会使整个对象保持存活；profile 无法说明每个对象用了多少。',
  'Memory allocated at {place} grows: {from} → {to} over {count} profiles, {rate}/min; it has slowed down.':
    '在 {place} 分配的内存在增长：{count} 个 profile 中 {from} → {to}，每分钟 {rate}；增长已放缓。',
  'The heap of the process grows: {from} → {to} over {time}; nothing stops it so far.':
    '进程的堆在增长：{time} 内 {from} → {to}；目前没有东西阻止它。',
  'The heap of the process grows: {from} → {to} over {count} scrapes; nothing stops it so far.':
    '进程的堆在增长：{count} 次采集中 {from} → {to}；目前没有东西阻止它。',
  'Live heap after each collection: {values}.': '每次回收后的存活堆：{values}。',
  'Objects on the heap, garbage included: {values}.': '堆上的对象（含垃圾）：{values}。',
  'Five or more heap profiles of the same time: they say where it grows, and whether what is made there is kept.':
    '同一时段的五个或更多堆 profile：它们说明在哪里增长，以及在那里创建的内容是否被保留。',
  'One object allocated at {place} grows in place: {from} → {to} over {count} profiles.':
    '在 {place} 分配的一个对象在原地增长：{count} 个 profile 中 {from} → {to}。',
  '{objects} objects allocated at {place} grow in place: {from} → {to} over {count} profiles.':
    '在 {place} 分配的 {objects} 个对象在原地增长：{count} 个 profile 中 {from} → {to}。',
  '{bytes} in one object that grows': '一个增长的对象占 {bytes}',
  '{bytes} in {count} objects that grow': '{count} 个增长的对象占 {bytes}',
  'The number of objects stays ({first}, now {count}) while each becomes larger ({before}, now {bytes}): a slice, map or buffer that is only added to; as to its shape, {reason}.':
    '对象数量不变（原为 {first}，现为 {count}），而每个都在变大（原为 {before}，现为 {bytes}）：是只增不减的 slice、map 或缓冲区；就形状而言，{reason}。',
  'The length of the structure (len) beside its size: many entries are a cache without a bound, few are memory that was never given back.':
    '对照该结构的长度（len）与其大小：条目多是没有上限的缓存，条目少则是从未归还的内存。',
  'A sync.Pool holds or has lent {count} objects of {each} each, made at {place}: {bytes}.':
    'sync.Pool 持有或已借出 {count} 个对象，每个 {each}，创建于 {place}：共 {bytes}。',
  '{bytes} in objects of a pool': '池中的对象占 {bytes}',
  'Made below (*Pool).Get in {name}: {bytes}, {share} of the heap.':
    '在 {name} 中经 (*Pool).Get 创建：{bytes}，占堆的 {share}。',
  'A pool keeps an object at the largest size it ever had, until two collections pass without its use.':
    '池会以对象曾有过的最大大小保留它，直到连续两次回收期间都没有使用它。',
  'The sizes that are needed, against the sizes that are held: a histogram of len at Put.':
    '对照所需的大小与所持有的大小：在 Put 时统计 len 的直方图。',

  // Contexts and timers that heap profiles show as held.
  contexts: 'context',
  'timers of contexts': 'context 计时器',
  tickers: 'ticker',
  'tickers of time.Tick': 'time.Tick 的 ticker',
  'timers of time.After': 'time.After 的计时器',
  timers: '计时器',
  'pending calls of time.AfterFunc': '待执行的 time.AfterFunc 调用',
  '{count} tickers held': '{count} 个 ticker 被持有',
  '{count} tickers of time.Tick held': '{count} 个 time.Tick 的 ticker 被持有',
  '{count} timers of time.After held': '{count} 个 time.After 的计时器被持有',
  '{count} timers held': '{count} 个计时器被持有',
  '{count} pending calls of time.AfterFunc held': '{count} 个待执行的 time.AfterFunc 调用被持有',
  '{count} timers of time.After made at {place} are held, {bytes}, and more in every profile; each is held until it fires.':
    '在 {place} 创建的 {count} 个 time.After 的计时器被持有，共 {bytes}，且每个 profile 中都在增加；每个在触发之前都被持有。',
  '{count} timers made at {place} are held, {bytes}; probably nobody stops them.':
    '在 {place} 创建的 {count} 个计时器被持有，共 {bytes}；可能没有人停止它们。',
  '{count} timers made at {place} are held, {bytes}, and more in every profile; probably nobody stops them.':
    '在 {place} 创建的 {count} 个计时器被持有，共 {bytes}，且每个 profile 中都在增加；可能没有人停止它们。',
  '{count} pending calls of time.AfterFunc made at {place} are held, {bytes}; probably nobody stops them.':
    '在 {place} 创建的 {count} 个待执行的 time.AfterFunc 调用被持有，共 {bytes}；可能没有人停止它们。',
  '{count} pending calls of time.AfterFunc made at {place} are held, {bytes}, and more in every profile; probably nobody stops them.':
    '在 {place} 创建的 {count} 个待执行的 time.AfterFunc 调用被持有，共 {bytes}，且每个 profile 中都在增加；可能没有人停止它们。',
  '{count} contexts with a timer still held': '{count} 个带计时器的 context 仍被持有',
  '{count} contexts with a timer made at {place} are still held, {bytes}; their cancel was probably never called.':
    '在 {place} 创建的 {count} 个带计时器的 context 仍被持有，共 {bytes}；其 cancel 可能从未被调用。',
  '{count} contexts with a timer made at {place} are still held, {bytes}, and more in every profile; their cancel was probably never called.':
    '在 {place} 创建的 {count} 个带计时器的 context 仍被持有，共 {bytes}，且每个 profile 中都在增加；其 cancel 可能从未被调用。',
  '{count} cancellable contexts still held': '{count} 个可取消的 context 仍被持有',
  '{count} cancellable contexts made at {place} are still held, {bytes}; their cancel was probably never called.':
    '在 {place} 创建的 {count} 个可取消的 context 仍被持有，共 {bytes}；其 cancel 可能从未被调用。',
  '{count} cancellable contexts made at {place} are still held, {bytes}, and more in every profile; their cancel was probably never called.':
    '在 {place} 创建的 {count} 个可取消的 context 仍被持有，共 {bytes}，且每个 profile 中都在增加；其 cancel 可能从未被调用。',
  'The heap profile holds {count} {what} made in {name}; with what belongs to them {bytes}.':
    '{what}：堆 profile 中有 {count} 个创建于 {name}；连同其附属内容共 {bytes}。',
  'Each waits for its deadline: a cancelled context gives its timer back at once.':
    '每个都在等待其截止时间：已取消的 context 会立即归还其计时器。',
  'They hang on a parent that lives on: a cancelled context leaves its parent at once.':
    '它们挂在仍存活的父 context 上：已取消的 context 会立即脱离其父 context。',
  '{count} goroutine is inside {name}.': '有 {count} 个 goroutine 处于 {name} 中。',
  '{count} goroutines are inside {name}.': '有 {count} 个 goroutine 处于 {name} 中。',
  'Of {count} made there since the process began, {share} are held.':
    '自进程启动以来在那里创建的 {count} 个中，{share} 仍被持有。',
  'Over {count} profiles: {values}; {reason}.': '{count} 个 profile 中：{values}；{reason}。',
  'A number that stands while requests come is their rate times the timeout: each context is held until its deadline.':
    '请求持续到来而数量保持不变，说明该数量等于请求速率乘以超时时长：每个 context 都被持有到其截止时间。',
  'Of the contexts made there in between, {share} were kept.': '其间在那里创建的 context 中，{share} 被保留。',
  'Of those made there in between, {share} were kept.': '其间在那里创建的对象中，{share} 被保留。',
  'Three heap profiles a minute apart: timers that nobody stops become more, those in use stand.':
    '间隔一分钟的三个堆 profile：没有人停止的计时器会增多，使用中的则保持不变。',
  'The line itself: whether every path from it reaches Stop.': '查看这一行代码：由此出发的每条路径是否都会到达 Stop。',
  'Until it fires or is stopped, each holds its function and what that refers to; in every version of Go.':
    '在触发或停止之前，每个都持有其函数以及该函数引用的内容；所有 Go 版本都是如此。',
  'Go 1.23 or newer: the collector takes timers that nothing refers to, unless the main module says go 1.22 or less (asynctimerchan=1; removed in Go 1.27).':
    'Go 1.23 或更新版本：回收器会收走没有引用的计时器，除非主模块声明 go 1.22 或更低（asynctimerchan=1；Go 1.27 中已移除）。',
  'Before Go 1.23 a ticker lives until Stop is called, whether anything refers to it or not.':
    '在 Go 1.23 之前，无论是否有引用，ticker 都会存活到调用 Stop 为止。',
  'Before Go 1.23 a timer lives until it fires, whether anything refers to it or not.':
    '在 Go 1.23 之前，无论是否有引用，计时器都会存活到触发为止。',
  'The profile shows the memory of about {count} goroutines, the most that ever were at once: too few to wait on them.':
    'profile 中约有 {count} 个 goroutine 的内存，这是历史上同时存在的最大数量：太少，不可能都在等待它们。',
  'There are {count} goroutines: too few to wait on them.': '共有 {count} 个 goroutine：太少，不可能都在等待它们。',

  // Resident memory.
  'Resident memory is {rss}; what the Go runtime has mapped and not given back is {held} ({share}).':
    '常驻内存为 {rss}；Go runtime 已映射且未归还的为 {held}（{share}）。',
  'The peak of resident memory (MaxRSS) is {rss}; Sys, the most the Go runtime ever had is {held} ({share}).':
    '常驻内存的峰值（MaxRSS）为 {rss}；Go runtime 曾拥有的最大值（Sys）为 {held}（{share}）。',
  '/proc/PID/smaps_rollup and smaps of the process at the same moment: mappings that are neither the Go heap nor the binary.':
    '同一时刻该进程的 /proc/PID/smaps_rollup 和 smaps：既不是 Go 堆也不是二进制文件的映射。',
  'HeapInuse {used}, HeapAlloc {allocated}.': 'HeapInuse 为 {used}，HeapAlloc 为 {allocated}。',
  '{bytes} fragmented': '碎片 {bytes}',
  'The same figures right after a collection (heap?gc=1): what is garbage then is gone, what is fragmented stays.':
    '回收之后立即查看同样的数字（heap?gc=1）：此时垃圾已消失，碎片仍在。',
  'HeapIdle {idle}, of which HeapReleased {released}; HeapInuse {used}. The scavenger gives it back by and by.':
    'HeapIdle 为 {idle}，其中 HeapReleased 为 {released}；HeapInuse 为 {used}。scavenger 会逐渐归还它。',
  'The same figures some minutes later: what the scavenger gives back by itself was no problem.':
    '几分钟后再查看同样的数字：scavenger 自行归还的部分不是问题。',
};
