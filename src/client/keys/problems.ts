/** What ends writing in an encrypted conversation: after one of these nothing is sent in it any more. */
const PROBLEMS = [
  'chain-old',
  'chain-forked',
  'root-changed',
  'statement-refused',
  'history-differs',
  'not-genuine',
] as const;

export const isProblem = (code: string): code is (typeof PROBLEMS)[number] => PROBLEMS.some(one => one === code);
