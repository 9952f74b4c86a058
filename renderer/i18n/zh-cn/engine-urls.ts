import type { Catalogue } from '../t';

/** What is said of URLs: why they gave no capture, what was asked for, and what it cost. */
export const ENGINE_URLS: Catalogue = {
  // Addresses.
  '{text} is no URL': '{text} 不是 URL',
  '{scheme} is not what captures are fetched with': '不能用 {scheme} 获取捕获',
  'The URL names no host': 'URL 没有主机名',
  'Use http://HOST:PORT/debug/pprof/.': '请使用 http://HOST:PORT/debug/pprof/。',
  'No such URL was chosen': '没有选择过这个 URL',
  'URLs cannot be asked here': '此处无法请求 URL',

  // No answer at all.
  '{url} answers with more than {size}': '{url} 的应答超过 {size}',
  'An answer is held in memory; this one may have no end.': '应答保存在内存中；这个应答可能没有尽头。',
  'Save a part of it to a file and open that.': '请将其中一部分保存为文件再打开。',
  '{url} refused the connection: nothing listens on {host}': '{url} 拒绝连接：没有程序在 {host} 上监听',
  'Check the port, and that the program runs and serves net/http/pprof on an address that can be reached from here.':
    '请检查端口，并确认程序正在运行，且在此处可达的地址上提供 net/http/pprof。',
  '{url} was not reached: {host} is no known host': '无法连接 {url}：{host} 不是已知主机',
  'Check the spelling of the host.': '请检查主机名的拼写。',
  '{url} was not reached: the name {host} could not be looked up': '无法连接 {url}：无法解析主机名 {host}',
  'Check the network, or give the address as a number.': '请检查网络，或直接使用 IP 地址。',
  '{url} was not reached: the host did not answer in time': '无法连接 {url}：主机未在限时内应答',
  'Check the address and firewalls between here and there; --timeout gives it longer.':
    '请检查地址以及途中的防火墙；--timeout 可延长限时。',
  '{url} took the connection and gave no answer in time': '{url} 接受了连接，但未在限时内应答',
  'The program may be stopped, overloaded or stuck; --timeout gives it longer.':
    '程序可能已停止、过载或卡住；--timeout 可延长限时。',
  '{url} was not reached: there is no way to that host from here': '无法连接 {url}：从此处没有到该主机的路由',
  'Check the network or the tunnel.': '请检查网络或隧道。',
  '{url} closed the connection without an answer': '{url} 未应答就关闭了连接',
  'The program may have ended, or speak TLS: try again, or https://{url}.':
    '程序可能已结束，或使用 TLS：请重试，或使用 https://{url}。',
  'The program may have ended; try again.': '程序可能已结束；请重试。',
  '{url} has a certificate that has expired': '{url} 的证书已过期',
  'Renew it, or use the program’s plain port.': '请更新证书，或使用程序的非 TLS 端口。',
  '{url} has a certificate for another name than {host}': '{url} 的证书不是签发给 {host} 的',
  'Use the name that it was made for.': '请使用证书所签发的主机名。',
  '{url} has a certificate that it signed itself': '{url} 使用自签名证书',
  '{url} has a certificate of an authority that is not known here': '{url} 的证书由此处未知的 CA 签发',
  'Set NODE_EXTRA_CA_CERTS to the file of the authority that signed it, in the form of PEM.':
    '请将 NODE_EXTRA_CA_CERTS 设为签发它的 CA 的 PEM 文件。',
  'http{url} does not speak TLS': 'http{url} 不使用 TLS',
  'Use http://{url} where that is meant.': '如果确是此意，请使用 http://{url}。',
  'http{url} does not answer in HTTP': 'http{url} 的应答不是 HTTP',
  'Check the port: another service listens there.': '请检查端口：监听该端口的是其他服务。',
  'http{url} could not be fetched': '无法获取 http{url}',
  'Fetch it with curl and open the file.': '请用 curl 下载，再打开文件。',

  // Refusals.
  'It says: {said}': '它返回：{said}',
  '{url} wants a user name and password (401)': '{url} 要求用户名和密码（401）',
  'Give them in the URL: http://USER:PASSWORD@HOST:PORT/….': '请在 URL 中给出：http://USER:PASSWORD@HOST:PORT/…。',
  '{url} does not take this user name and password (401)': '{url} 不接受此用户名和密码（401）',
  'Check them, and that they are for this host.': '请检查它们，并确认它们用于该主机。',
  'http{url} forbids this (403)': 'http{url} 禁止此请求（403）',
  'Ask who runs it for the right, or fetch it where it is allowed.': '请向其运维人员申请权限，或在允许之处获取。',
  '{url} has no profile of this name (404)': '{url} 没有这个名称的 profile（404）',
  'Open …/debug/pprof/ itself to see which there are.': '打开 …/debug/pprof/ 可查看有哪些 profile。',
  'http{url} does not exist there ({status})': 'http{url} 在该处不存在（{status}）',
  'Check the path; the program must import net/http/pprof and serve its handlers on this port.':
    '请检查路径；程序必须导入 net/http/pprof，并在此端口提供其 handler。',
  'http{url} speaks TLS': 'http{url} 使用 TLS',
  'Use https://{url}.': '请使用 https://{url}。',
  '{url} says that there were too many requests (429)': '{url} 表示请求过多（429）',
  'Wait, or ask less often: --every.': '请稍候，或降低请求频率：--every。',
  'http{url} failed ({status})': 'http{url} 失败（{status}）',
  'Try again; a CPU profile or trace can be taken by one client at a time only.':
    '请重试；CPU profile 或跟踪同一时间只能由一个客户端采集。',
  'Try again; a proxy in front of the program may be what fails.': '请重试；失败的可能是程序前面的代理。',
  'http{url} answered with {status}': 'http{url} 应答状态为 {status}',
  'http{url} sent nothing: {cut}': 'http{url} 没有发送任何内容：{cut}',
  'Try again; --timeout gives it longer.': '请重试；--timeout 可延长限时。',
  'http{url} answered with nothing': 'http{url} 的应答为空',
  'Fetch it with curl to see what it sends.': '请用 curl 获取，查看它发送的内容。',
  '{url} answered with a web page, not a capture': '{url} 的应答是网页，不是捕获',
  'The page is called “{title}”.': '网页标题为“{title}”。',
  'It wants you to sign in: use an address behind that (a tunnel, kubectl port-forward).':
    '它要求登录：请使用登录页之后的地址（隧道、kubectl port-forward）。',
  'Check the path; a proxy or another program may answer in its place.': '请检查路径；应答的可能是代理或其他程序。',
  '{url} sends you on to {target}': '{url} 重定向到 {target}',
  'Going from https to http would give away what is sent.': '从 https 转到 http 会泄露发送的内容。',
  'Redirects are followed on the same host only: it may be a sign-in page.':
    '只跟随同一主机上的重定向：它可能是登录页。',
  'Give the address of the program itself (a tunnel, kubectl port-forward).':
    '请给出程序自身的地址（隧道、kubectl port-forward）。',
  '{url} redirects in a circle': '{url} 循环重定向',
  '{n} redirects were followed.': '已跟随 {n} 次重定向。',
  'Give the address of the program itself.': '请给出程序自身的地址。',

  // Which profiles there are.
  '{url} has no index of net/http/pprof; profiles were tried by their names.':
    '{url} 没有 net/http/pprof 的索引；已按名称逐个尝试 profile。',
  'Neither an index of net/http/pprof nor profiles by their names are there.':
    '该处既没有 net/http/pprof 的索引，也没有相应名称的 profile。',
  'It has no heap.': '它没有 heap。',
  'It has no goroutine.': '它没有 goroutine。',
  'It has no allocs.': '它没有 allocs。',
  'It has no mutex.': '它没有 mutex。',
  'It has no threadcreate.': '它没有 threadcreate。',
  'It has no profile.': '它没有 profile。',
  'It has no trace.': '它没有 trace。',
  'It has no goroutineleak.': '它没有 goroutineleak。',
  'It has no {a}, no {b}.': '它没有 {a}、{b}。',
  'It has no {a}, no {b}, no {c}.': '它没有 {a}、{b}、{c}。',
  'It has no {a}, no {b}, no {c}, no {d}.': '它没有 {a}、{b}、{c}、{d}。',
  'It has no {a}, no {b}, no {c}, no {d}, no {e}.': '它没有 {a}、{b}、{c}、{d}、{e}。',
  'http{url} has no {a}, no {b}': 'http{url} 没有 {a}、{b}',
  'http{url} has no {a}, no {b}, no {c}': 'http{url} 没有 {a}、{b}、{c}',
  'http{url} has no {a}, no {b}, no {c}, no {d}': 'http{url} 没有 {a}、{b}、{c}、{d}',
  'Its runtime can say which goroutines have leaked for certain; that forces a garbage collection: --gc agrees to it.':
    '其 runtime 能确切指出哪些 goroutine 已泄漏；这会强制一次垃圾回收：用 --gc 表示同意。',
  '{name} is no leak profile': '{name} 不是泄漏 profile',
  'Give the address of net/http/pprof of the process: localhost:6060':
    '请给出该进程 net/http/pprof 的地址：localhost:6060',

  // What was asked for, and what it cost.
  'Asked for {what}: {size} in {time}, of which the program stood still for a part.':
    '请求 {what}：{size}，用时 {time}，其中一部分时间程序处于停顿。',
  'Asked for {what}: {size} in {time}, with a forced garbage collection.':
    '请求 {what}：{size}，用时 {time}，包含一次强制垃圾回收。',
  'Asked for {what}: {size} in {time}.': '请求 {what}：{size}，用时 {time}。',
  'Asked for {what}: {time}.': '请求 {what}：用时 {time}。',
  '{url}: {n} moments, each {a} in {x}.': '{url}：{n} 个时刻，每个 {a}，用时 {x}。',
  '{url}: {n} moments, each {a} in {x}, {b} in {y}.': '{url}：{n} 个时刻，每个 {a}，用时 {x}；{b}，用时 {y}。',
  '{url}: {n} moments, each {a} in {x}, {b} in {y}, {c} in {z}.':
    '{url}：{n} 个时刻，每个 {a}，用时 {x}；{b}，用时 {y}；{c}，用时 {z}。',
  'The answer is not whole: {why}.': '应答不完整：{why}。',
  'it was silent for {time}': '它静默了 {time}',
  'it had no end after {time}': '{time} 后仍未结束',
  'Of another process than the capture before: {why}.': '与前一个捕获不属于同一进程：{why}。',
  'it has allocated fewer objects since its start than the one before had': '它自启动以来分配的对象少于前一个进程',
  'nothing listened on its port in between': '其间没有程序在其端口上监听',
  '{host} gave more than 1 GiB in {moment} of {moments} moments':
    '{host} 在 {moments} 个时刻中的前 {moment} 个已给出超过 1 GiB',
  'What is fetched is held in memory.': '获取的内容保存在内存中。',
  'Use `parkscope record` and open the folder, or --debug 0.':
    '请使用 `parkscope record` 并打开文件夹，或使用 --debug 0。',
};
