import { GOROUTINE_DURABLE } from '@core/model/tables';
import { pattern } from '../pattern';

export const synctestBlock = pattern({
  id: 'synctest-block',
  numbers: [56],
  reports: 'Goroutines of a synctest bubble that are durably blocked.',
  traps: 'Bubbles exist in tests only; a test that is at work advances its own clock.',
  operations: ['chan receive', 'chan send', 'select', 'waitgroup wait', 'cond wait', 'sleep'],
  matches: (facts) => (facts.view.groups.allFlags[facts.group] & GOROUTINE_DURABLE) !== 0,
  prior: 2,
  cause: 'nothing in the bubble wakes them',
  advice: { steps: ['Finish or cancel what the bubble started before the test function returns.'], fix: null },
});
