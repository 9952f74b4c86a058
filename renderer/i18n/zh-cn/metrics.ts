import type { Catalogue } from '../t';

/** Messages of metrics and charts. */
export const METRICS: Catalogue = {
  limit: '上限',
  'No captures': '没有捕获',
  '{first} in capture {from}, {last} in capture {to}, in {areas} areas over {moments} captures':
    '捕获 {from} 中 {first}，捕获 {to} 中 {last}，{areas} 个区域，{moments} 次捕获',
  '{first} at {from}, {last} at {to}, in {areas} areas over {moments} moments':
    '{from} 时 {first}，{to} 时 {last}，{areas} 个区域，{moments} 个时刻',
  'The chart could not be loaded: {failure}': '无法加载图表：{failure}',
  'scrape {round}': '第 {round} 次抓取',
  '{title}: no points': '{title}：没有数据点',
  '{from} to {to}': '{from} 至 {to}',
  'Waiting for a P': '等待 P',
  'Ps running': '运行中的 P',
  Heap: '堆',
  'Alt+T shows the numbers': 'Alt+T 显示数值',
  capture: '捕获',
  '{first} goroutines in capture {from}, {last} in capture {to}, {captures} captures':
    '捕获 {from} 中 {first} 个 goroutine，捕获 {to} 中 {last} 个，{captures} 次捕获',
  '{first} goroutines at {from}, {last} at {to}, {captures} captures':
    '{from} 时 {first} 个 goroutine，{to} 时 {last} 个，{captures} 次捕获',
  Metrics: '指标',
  'Metrics need what the process says of itself': '指标需要进程自身报告的数据',
  'This document has profiles only. /debug/vars (expvar), /metrics (Prometheus) or a heap profile with debug=1 say how memory, goroutines and collections stand; several of them, or a folder, show them over time.':
    '此文档只有 profile。/debug/vars（expvar）、/metrics（Prometheus）或 debug=1 的堆 profile 可以说明内存、goroutine 和回收的情况；多份数据或一个文件夹可以显示其随时间的变化。',
  'Numbers of the lines': '各线的数值',
  Least: '最小',
  Greatest: '最大',
  Points: '数据点',
  '{folded} more series have smaller values. Narrow them by their labels to see others.':
    '另外 {folded} 个序列的数值更小。可通过标签缩小范围来查看其他序列。',
  Group: '组',
  Metric: '指标',
  '{sets} series': '{sets} 个序列',
  'Last value': '最新值',
  'Change per second': '每秒变化',
  'Sum over all label sets': '所有标签组合之和',
  '99th percentile': '第 99 百分位',
  'Search metrics': '搜索指标',
  '{total} of {all}': '{all} 个中的 {total} 个',
  'No metric has this in its name.': '没有名称包含此内容的指标。',
  'As the process said it': '进程报告的原值',
  Rate: '速率',
  'Change per second; a restart begins anew': '每秒变化；重启后重新开始',
  Quantiles: '分位数',
  'Of what was observed between one scrape and the next': '两次抓取之间观测到的分位数',
  Show: '显示',
  'Labels of {sets} series': '{sets} 个序列的标签',
  'Only series whose labels contain': '仅标签包含此内容的序列',
  '{restarts, plural, one {# restart} other {# restarts}}': '{restarts, number} 次重启',
  'It has no points.': '没有数据点。',
  'No series has these labels.': '没有带这些标签的序列。',
  'Read in {max} ms': '读取用时 {max} 毫秒',
  'scrapes in order, without time': '抓取按顺序排列，没有时间',
  '{title} as numbers': '{title} 的数值',
  Scrape: '抓取',
  '{all} metrics, {scrapes, plural, one {# scrape} other {# scrapes}}': '{all} 个指标，{scrapes, number} 次抓取',
  '{all} metrics, {scrapes, plural, one {# scrape} other {# scrapes}}, in order: {reason}':
    '{all} 个指标，{scrapes, number} 次抓取，按顺序：{reason}',
  'Over time': '随时间',
  '{clock, select, time {{title}, change per second} other {{title}, change per scrape}}':
    '{clock, select, time {{title}，每秒变化} other {{title}，每次抓取的变化}}',
  '{what}: {lines} lines, {when}{restarts, plural, =0 {} one {, # restart} other {, # restarts}}':
    '{what}：{lines} 条线，{when}{restarts, plural, =0 {} other {，# 次重启}}',
  '{what}: {first} at the start, {last} at the end, {when}{restarts, plural, =0 {} one {, # restart} other {, # restarts}}':
    '{what}：开始时 {first}，结束时 {last}，{when}{restarts, plural, =0 {} other {，# 次重启}}',
};
