import type { Catalogue } from '../t';

/** Titles and summaries of findings about goroutines: what they do, who made them, how their number changes, why. */
export const ENGINE_TITLES: Catalogue = {
  '{count} goroutines {what} at {place}.': '{count} 个 goroutine {what}（{place}）。',
  '{count} goroutines {what} at {place}; {cause}.': '{count} 个 goroutine {what}（{place}）；{cause}。',
  '{count} goroutines {what} at {place}, steady.': '{count} 个 goroutine {what}（{place}），数量平稳。',
  '{count} goroutines {what} at {place}, steady; {cause}.':
    '{count} 个 goroutine {what}（{place}），数量平稳；{cause}。',
  '{count} goroutines {what} at {place}, +{rate}/min.':
    '{count} 个 goroutine {what}（{place}），每分钟增加 {rate} 个。',
  '{count} goroutines {what} at {place}, +{rate}/min; {cause}.':
    '{count} 个 goroutine {what}（{place}），每分钟增加 {rate} 个；{cause}。',
  '{count} goroutines {what} at {place}, −{rate}/min.':
    '{count} 个 goroutine {what}（{place}），每分钟减少 {rate} 个。',
  '{count} goroutines {what} at {place}, −{rate}/min; {cause}.':
    '{count} 个 goroutine {what}（{place}），每分钟减少 {rate} 个；{cause}。',
  '{count} goroutines {what} at {place}, created by {creator}.':
    '{count} 个 goroutine {what}（{place}），由 {creator} 创建。',
  '{count} goroutines {what} at {place}, created by {creator}; {cause}.':
    '{count} 个 goroutine {what}（{place}），由 {creator} 创建；{cause}。',
  '{count} goroutines {what} at {place}, created by {creator}, steady.':
    '{count} 个 goroutine {what}（{place}），由 {creator} 创建，数量平稳。',
  '{count} goroutines {what} at {place}, created by {creator}, steady; {cause}.':
    '{count} 个 goroutine {what}（{place}），由 {creator} 创建，数量平稳；{cause}。',
  '{count} goroutines {what} at {place}, created by {creator}, +{rate}/min.':
    '{count} 个 goroutine {what}（{place}），由 {creator} 创建，每分钟增加 {rate} 个。',
  '{count} goroutines {what} at {place}, created by {creator}, +{rate}/min; {cause}.':
    '{count} 个 goroutine {what}（{place}），由 {creator} 创建，每分钟增加 {rate} 个；{cause}。',
  '{count} goroutines {what} at {place}, created by {creator}, −{rate}/min.':
    '{count} 个 goroutine {what}（{place}），由 {creator} 创建，每分钟减少 {rate} 个。',
  '{count} goroutines {what} at {place}, created by {creator}, −{rate}/min; {cause}.':
    '{count} 个 goroutine {what}（{place}），由 {creator} 创建，每分钟减少 {rate} 个；{cause}。',
  '{count} goroutines {what} at {place}, started as {entry}.':
    '{count} 个 goroutine {what}（{place}），以 {entry} 启动。',
  '{count} goroutines {what} at {place}, started as {entry}; {cause}.':
    '{count} 个 goroutine {what}（{place}），以 {entry} 启动；{cause}。',
  '{count} goroutines {what} at {place}, started as {entry}, steady.':
    '{count} 个 goroutine {what}（{place}），以 {entry} 启动，数量平稳。',
  '{count} goroutines {what} at {place}, started as {entry}, steady; {cause}.':
    '{count} 个 goroutine {what}（{place}），以 {entry} 启动，数量平稳；{cause}。',
  '{count} goroutines {what} at {place}, started as {entry}, +{rate}/min.':
    '{count} 个 goroutine {what}（{place}），以 {entry} 启动，每分钟增加 {rate} 个。',
  '{count} goroutines {what} at {place}, started as {entry}, +{rate}/min; {cause}.':
    '{count} 个 goroutine {what}（{place}），以 {entry} 启动，每分钟增加 {rate} 个；{cause}。',
  '{count} goroutines {what} at {place}, started as {entry}, −{rate}/min.':
    '{count} 个 goroutine {what}（{place}），以 {entry} 启动，每分钟减少 {rate} 个。',
  '{count} goroutines {what} at {place}, started as {entry}, −{rate}/min; {cause}.':
    '{count} 个 goroutine {what}（{place}），以 {entry} 启动，每分钟减少 {rate} 个；{cause}。',
  '{count} goroutine {what} at {place}.': '{count} 个 goroutine {what}（{place}）。',
  '{count} goroutine {what} at {place}; {cause}.': '{count} 个 goroutine {what}（{place}）；{cause}。',
  '{count} goroutine {what} at {place}, steady.': '{count} 个 goroutine {what}（{place}），数量平稳。',
  '{count} goroutine {what} at {place}, steady; {cause}.':
    '{count} 个 goroutine {what}（{place}），数量平稳；{cause}。',
  '{count} goroutine {what} at {place}, +{rate}/min.': '{count} 个 goroutine {what}（{place}），每分钟增加 {rate} 个。',
  '{count} goroutine {what} at {place}, +{rate}/min; {cause}.':
    '{count} 个 goroutine {what}（{place}），每分钟增加 {rate} 个；{cause}。',
  '{count} goroutine {what} at {place}, −{rate}/min.': '{count} 个 goroutine {what}（{place}），每分钟减少 {rate} 个。',
  '{count} goroutine {what} at {place}, −{rate}/min; {cause}.':
    '{count} 个 goroutine {what}（{place}），每分钟减少 {rate} 个；{cause}。',
  '{count} goroutine {what} at {place}, created by {creator}.':
    '{count} 个 goroutine {what}（{place}），由 {creator} 创建。',
  '{count} goroutine {what} at {place}, created by {creator}; {cause}.':
    '{count} 个 goroutine {what}（{place}），由 {creator} 创建；{cause}。',
  '{count} goroutine {what} at {place}, created by {creator}, steady.':
    '{count} 个 goroutine {what}（{place}），由 {creator} 创建，数量平稳。',
  '{count} goroutine {what} at {place}, created by {creator}, steady; {cause}.':
    '{count} 个 goroutine {what}（{place}），由 {creator} 创建，数量平稳；{cause}。',
  '{count} goroutine {what} at {place}, created by {creator}, +{rate}/min.':
    '{count} 个 goroutine {what}（{place}），由 {creator} 创建，每分钟增加 {rate} 个。',
  '{count} goroutine {what} at {place}, created by {creator}, +{rate}/min; {cause}.':
    '{count} 个 goroutine {what}（{place}），由 {creator} 创建，每分钟增加 {rate} 个；{cause}。',
  '{count} goroutine {what} at {place}, created by {creator}, −{rate}/min.':
    '{count} 个 goroutine {what}（{place}），由 {creator} 创建，每分钟减少 {rate} 个。',
  '{count} goroutine {what} at {place}, created by {creator}, −{rate}/min; {cause}.':
    '{count} 个 goroutine {what}（{place}），由 {creator} 创建，每分钟减少 {rate} 个；{cause}。',
  '{count} goroutine {what} at {place}, started as {entry}.':
    '{count} 个 goroutine {what}（{place}），以 {entry} 启动。',
  '{count} goroutine {what} at {place}, started as {entry}; {cause}.':
    '{count} 个 goroutine {what}（{place}），以 {entry} 启动；{cause}。',
  '{count} goroutine {what} at {place}, started as {entry}, steady.':
    '{count} 个 goroutine {what}（{place}），以 {entry} 启动，数量平稳。',
  '{count} goroutine {what} at {place}, started as {entry}, steady; {cause}.':
    '{count} 个 goroutine {what}（{place}），以 {entry} 启动，数量平稳；{cause}。',
  '{count} goroutine {what} at {place}, started as {entry}, +{rate}/min.':
    '{count} 个 goroutine {what}（{place}），以 {entry} 启动，每分钟增加 {rate} 个。',
  '{count} goroutine {what} at {place}, started as {entry}, +{rate}/min; {cause}.':
    '{count} 个 goroutine {what}（{place}），以 {entry} 启动，每分钟增加 {rate} 个；{cause}。',
  '{count} goroutine {what} at {place}, started as {entry}, −{rate}/min.':
    '{count} 个 goroutine {what}（{place}），以 {entry} 启动，每分钟减少 {rate} 个。',
  '{count} goroutine {what} at {place}, started as {entry}, −{rate}/min; {cause}.':
    '{count} 个 goroutine {what}（{place}），以 {entry} 启动，每分钟减少 {rate} 个；{cause}。',
  '{count} blocked in chan send': '{count} 个阻塞在 chan send',
  '{count} blocked in chan receive': '{count} 个阻塞在 chan receive',
  '{count} parked in select': '{count} 个停在 select',
  '{count} wait for a mutex': '{count} 个等待 mutex',
  '{count} wait to read-lock an RWMutex': '{count} 个等待对 RWMutex 加读锁',
  '{count} wait to write-lock an RWMutex': '{count} 个等待对 RWMutex 加写锁',
  '{count} wait for a WaitGroup': '{count} 个等待 WaitGroup',
  '{count} wait for a Cond': '{count} 个等待 Cond',
  '{count} wait for a semaphore': '{count} 个等待信号量',
  '{count} asleep': '{count} 个处于 sleep',
  '{count} wait for I/O': '{count} 个等待 I/O',
  '{count} in a system call': '{count} 个处于系统调用',
  '{count} parked': '{count} 个停放',
  '{count} send to a nil channel': '{count} 个向 nil channel 发送',
  '{count} receive from a nil channel': '{count} 个从 nil channel 接收',
  '{count} wait in an empty select': '{count} 个在空 select 中等待',
  '{count} waits for a mutex': '{count} 个等待 mutex',
  '{count} waits to read-lock an RWMutex': '{count} 个等待对 RWMutex 加读锁',
  '{count} waits to write-lock an RWMutex': '{count} 个等待对 RWMutex 加写锁',
  '{count} waits for a WaitGroup': '{count} 个等待 WaitGroup',
  '{count} waits for a Cond': '{count} 个等待 Cond',
  '{count} waits for a semaphore': '{count} 个等待信号量',
  '{count} waits for I/O': '{count} 个等待 I/O',
  '{count} sends to a nil channel': '{count} 个向 nil channel 发送',
  '{count} receives from a nil channel': '{count} 个从 nil channel 接收',
  '{count} waits in an empty select': '{count} 个在空 select 中等待',
  '{count} signal listeners of os/signal': '{count} 个 os/signal 的信号监听者',
  '{count} signal listener of os/signal': '{count} 个 os/signal 的信号监听者',
  '{count} listeners waiting to accept': '{count} 个等待 accept 的监听器',
  '{count} listener waiting to accept': '{count} 个等待 accept 的监听器',
  '{count} idle connections of an HTTP server': '{count} 个 HTTP 服务器的空闲连接',
  '{count} idle connection of an HTTP server': '{count} 个 HTTP 服务器的空闲连接',
  '{count} watchers of busy HTTP connections': '{count} 个忙碌 HTTP 连接的监视者',
  '{count} watcher of a busy HTTP connection': '{count} 个忙碌 HTTP 连接的监视者',
  '{count} idle keep-alive connections': '{count} 个空闲的 keep-alive 连接',
  '{count} idle keep-alive connection': '{count} 个空闲的 keep-alive 连接',
  '{count} writers of HTTP client connections': '{count} 个 HTTP 客户端连接的写者',
  '{count} writer of an HTTP client connection': '{count} 个 HTTP 客户端连接的写者',
  '{count} readers of HTTP/2 bodies': '{count} 个 HTTP/2 body 的读者',
  '{count} reader of an HTTP/2 body': '{count} 个 HTTP/2 body 的读者',
  '{count} connection openers of database/sql, one a DB': '{count} 个 database/sql 的连接打开者，每个 DB 一个',
  '{count} connection opener of database/sql': '{count} 个 database/sql 的连接打开者',
  '{count} gRPC transports': '{count} 个 gRPC 传输',
  '{count} gRPC transport': '{count} 个 gRPC 传输',
  '{count} log flushers': '{count} 个日志刷写者',
  '{count} log flusher': '{count} 个日志刷写者',
  '{count} file watchers': '{count} 个文件监视者',
  '{count} file watcher': '{count} 个文件监视者',
  "{count} goroutines of Go's runtime": '{count} 个 Go runtime 的 goroutine',
  "{count} goroutine of Go's runtime": '{count} 个 Go runtime 的 goroutine',
  '{count} goroutines that take this capture': '{count} 个进行此次捕获的 goroutine',
  '{count} goroutine that takes this capture': '{count} 个进行此次捕获的 goroutine',
  // Marks of the Live view, and the names of its lines.
  'proven: {what}': '已证明：{what}',
  'strong: {what}': '确凿：{what}',
  'suspect: {what}': '可疑：{what}',
  'in use': '使用中',
  live: '存活',
  goal: '目标',
  stacks: '栈',
  released: '已归还',
  RSS: 'RSS',
  limit: '上限',
  'mark assist': '标记辅助',
  'run queue': '运行队列',
  'idle Ps': '空闲 P',
};
