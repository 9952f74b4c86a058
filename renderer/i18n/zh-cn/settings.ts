import type { Catalogue } from '../t';

/** Messages of the Settings dialog. */
export const SETTINGS: Catalogue = {
  Sections: '分区',
  Appearance: '外观',
  'Search commands and keys': '搜索命令和按键',
  '{found, plural, one {# command} other {# commands}}': '{found, number} 条命令',
  '{found, plural, one {# command} other {# commands}}, {changed} changed':
    '{found, number} 条命令，{changed} 条已修改',
  'Reset all': '全部恢复默认',
  'Commands and their keys': '命令及其按键',
  'No command and no key has “{search}”.': '没有命令或按键包含“{search}”。',
  'In {views}': '在{views}中',
  'Give {title} its own keys back': '恢复“{title}”的默认按键',
  'Back to no key': '恢复为无按键',
  'Back to {keys}': '恢复为 {keys}',
  'Keys of {title}: none': '“{title}”的按键：无',
  'Keys of {title}: {keys}': '“{title}”的按键：{keys}',
  'no key': '无按键',
  'No key': '不设按键',
  'New keys of {title}': '“{title}”的新按键',
  'Press the keys, one or two after another': '请按键，可连续按一到两次',
  '{keys} stays with the window and the system.': '{keys} 保留给窗口和系统使用。',
  '{keys} is also {names}.': '{keys} 也用于{names}。',
  'Enter keeps, Backspace empties, Esc leaves it as it was.': 'Enter 保留，Backspace 清空，Esc 保持原样。',
  'Take it from {names}': '从{names}移除',
  'Keep both': '两者都保留',
  Keep: '保留',
  '“{title}”': '“{title}”',
  '{words} ({keys})': '{words}（{keys}）',
};
