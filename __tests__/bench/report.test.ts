/** What a row of the bench says, and when it is held. */
import {expect, test} from '@jest/globals';
import {judge, rowLine, type Row} from '../../bench/table/report.ts';

const row: Row = {
  what: 'deliveries',
  unit: '/s',
  cells: [
    {name: 'chat-tui', kind: 'ours', figures: [900, 1100, 1000], note: ' (busy 0.9/0.2)'},
    {name: 'raw', kind: 'reference', figures: [100, 90, 110]},
    {name: 'irc', kind: 'peer', figures: []},
  ],
  wanted: [{atLeast: 10, times: 'raw'}, {atMost: 1000}],
};

test('a ratio is of medians in the same run; a count stands for itself', () => {
  expect(judge(row)).toEqual([
    {text: '≥ 10 × raw (is 10.00 ×)', held: true},
    {text: '≤ 1,000 /s', held: true},
  ]);
  expect(judge({...row, wanted: [{atMost: 9.9, times: 'raw'}, {atLeast: 1001}]}).map(({held}) => held)).toEqual([
    false,
    false,
  ]);
});

test('what was not measured is not held', () => {
  expect(
    judge({
      ...row,
      wanted: [
        {atLeast: 1, times: 'irc'},
        {atMost: 1, times: 'nobody'},
      ],
    }).map(({held}) => held),
  ).toEqual([false, false]);
});

test('a line has ours, references and peers apart', () => {
  expect(rowLine('fanout', row)).toBe(
    '| fanout | deliveries | ≥ 10 × raw (is 10.00 ×); ≤ 1,000 /s | 1,000 [900–1,100] /s (busy 0.9/0.2) | ' +
      'held | raw: 100 [90–110] /s | irc: – |',
  );
  expect(rowLine('x', {...row, wanted: []})).toContain('(busy 0.9/0.2) | | raw');
});
