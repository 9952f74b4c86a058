import type { Catalogue } from '../t';

/** What is said of where captures come from: files, folders, programs that run, URLs, recordings. */
export const ENGINE_SOURCES: Catalogue = {
  // Files, folders, and the places that were chosen.
  '{name} is larger than 1 GiB': '{name} 大于 1 GiB',
  'What comes through a pipe is held in memory.': '经管道传入的内容保存在内存中。',
  'Save it as a file and open that.': '请另存为文件再打开。',
  '{name} is a folder': '{name} 是文件夹',
  'Name the capture files in it.': '请指定其中的捕获文件。',
  '{name} does not exist': '{name} 不存在',
  'Check the path.': '请检查路径。',
  '{name} may not be read': '没有读取 {name} 的权限',
  'Change its permissions, or open a copy that belongs to you.': '请更改其权限，或打开属于您的副本。',
  '{name} is a link that leads in a circle': '{name} 是循环链接',
  'Name the file itself.': '请指定文件本身。',
  '{name} could not be opened: too many files are open': '无法打开 {name}：打开的文件太多',
  'Close some and try again.': '请关闭一些后重试。',
  '{name} could not be read': '无法读取 {name}',
  'Copy it to a local disk and open the copy.': '请复制到本地磁盘，再打开副本。',
  '{n} more files of {name} are not read': '{name} 中另有 {n} 个文件未读取',
  '{n} more files': '另有 {n} 个文件',
  'At most {n} files of a folder are read.': '一个文件夹最多读取 {n} 个文件。',
  'Move those that matter into a folder of their own.': '请将所需文件移到单独的文件夹。',
  '{name} holds no file': '{name} 中没有文件',
  'Hidden files and folders further down than one level are not looked at.':
    '不查看隐藏文件，也不查看一层以下的文件夹。',
  'Name the folder that holds the captures.': '请指定存放捕获的文件夹。',
  '{name} is not a file that was chosen': '{name} 不是已选择的文件',
  '{name} is not a folder that was chosen': '{name} 不是已选择的文件夹',
  '{name} is not a place that was chosen': '{name} 不是已选择的位置',
  'Choose the file with Open, or drop it on the window.': '请用“打开”选择文件，或将其拖放到窗口。',
  'Choose the folder with Choose a folder….': '请用“选择文件夹…”选择文件夹。',
  'Choose the place with Record.': '请用“录制”选择位置。',
  'Choose the place with Export.': '请用“导出”选择位置。',
  'Choose another folder.': '请选择其他文件夹。',
  '{name} could not be written': '无法写入 {name}',
  Cancelled: '已取消',

  // Files of rules and suppressions.
  '{n} more files of this folder are not read: {most} is the limit.':
    '此文件夹中另有 {n} 个文件未读取：上限为 {most} 个。',
  'This is no file.': '这不是文件。',
  'The file has {size} bytes; {most} is the limit.': '文件有 {size} 字节；上限为 {most} 字节。',
  '{name} does not exist ({reason}).': '{name} 不存在（{reason}）。',
  '{name} may not be read ({reason}).': '没有读取 {name} 的权限（{reason}）。',
  '{name} could not be read ({reason}).': '无法读取 {name}（{reason}）。',
  'Suppressions of a folder that was named with --rules are changed in their file.':
    '由 --rules 指定的文件夹，其静音条目须在文件中修改。',
  'There is no suppression {name}': '没有静音条目 {name}',
  'Give the rule another name, or edit the file.': '请为规则另取名称，或编辑该文件。',
  '{name} is there already': '{name} 已存在',
  'Check its permissions.': '请检查其权限。',

  // Programs: cores, launches, the watch.
  '{name} is no program of Linux.': '{name} 不是 Linux 程序。',
  'Its executable says no version of Go: {detail}.': '其可执行文件未标明 Go 版本：{detail}。',
  '{name} cannot be read: {why}': '无法读取 {name}：{why}',
  '{command} was started, but cannot be watched': '{command} 已启动，但无法观察',
  'It runs as process {pid}; attach to it, or to what it started, when it is a Go program.':
    '它以进程 {pid} 运行；若它或它启动的程序是 Go 程序，请附加到该进程。',
  'The sampler stopped: {why}; it is being started again.': '采样器已停止：{why}；正在重新启动。',
  'The process ended.': '进程已结束。',
  'The process ended; process {pid} is another one now.': '进程已结束；进程号 {pid} 现属于另一个进程。',
  'What the sampler said made no sense: {why}; the watch begins anew.': '采样器的数据不合理：{why}；观察重新开始。',
  'The recording ended: {why}.': '录制已结束：{why}。',
  'The recording could not be begun': '无法开始录制',
  'Nothing is watched any more that could be recorded': '已没有正在观察、可供录制的进程',
  'The watch was ended.': '观察已结束。',
  'Allow it with the command below.': '请用下面的命令授权。',

  // The sampler itself: its errors begin with a capital where they are titles.
  'Build the sampler again with `npm run build`.': '请用 `npm run build` 重新构建采样器。',
  'The sampler is not built: there is no {path}': '采样器尚未构建：{path} 不存在',
  'the sampler is not built: there is no {path}': '采样器尚未构建：{path} 不存在',
  'Install Go 1.24 or newer, then run `npm run build` in the folder of Parkscope.':
    '请安装 Go 1.24 或更新版本，然后在 Parkscope 的文件夹中运行 `npm run build`。',
  'The sampler cannot be started: {path}': '无法启动采样器：{path}',
  'the sampler cannot be started: {path}': '无法启动采样器：{path}',
  'The sampler ended before it answered: {why}': '采样器在应答之前已结束：{why}',
  'the sampler ended before it answered: {why}': '采样器在应答之前已结束：{why}',
  'it was killed (SIGKILL), by a user or because memory ran out': '它被杀死（SIGKILL）：由用户操作，或因内存耗尽',
  'it was ended by {signal}': '它被 {signal} 终止',
  'it closed by itself': '它自行退出',
  'it failed with code {code}': '它以退出码 {code} 失败',
  'Try again; if it ends again, report what it said.': '请重试；如果再次结束，请报告其输出内容。',
  'The sampler does not say hello': '采样器没有发来握手消息',
  'the sampler does not say hello': '采样器没有发来握手消息',
  'The sampler does not keep to the protocol': '采样器不符合协议',
  'the sampler does not keep to the protocol': '采样器不符合协议',
  'The sampler has no process': '采样器没有进程',
  'The helper is not installed: there is no {path}': '辅助程序尚未安装：{path} 不存在',
  'Pkexec is not installed': 'pkexec 尚未安装',
  'Install polkit, or start the program with `parkscope run`, which needs no right.':
    '请安装 polkit，或用 `parkscope run` 启动程序，后者无需权限。',
  'Pkexec did not start the helper': 'pkexec 没有启动辅助程序',
  'Enter an administrator’s password, or start the program with `parkscope run`, which needs no right.':
    '请输入管理员密码，或用 `parkscope run` 启动程序，后者无需权限。',
};
