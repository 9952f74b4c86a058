import type { Catalogue } from '../t';

/** The frame: title bar, rail, filter, status, overlays. */
export const SHELL: Catalogue = {
  Settings: '设置',
  Theme: '主题',
  Language: '语言',
  'as the system': '跟随系统',
  light: '浅色',
  dark: '深色',
  'high contrast': '高对比度',
};
