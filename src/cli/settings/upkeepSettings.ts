/** Settings about what a server keeps, and for how long. */
import {setting} from './setting.ts';
import {wholeNumber} from './values.ts';

export const UPKEEP = {
  auditDays: setting({
    flag: '--audit-days <days>',
    env: 'CHAT_TUI_AUDIT_DAYS',
    key: 'serve.audit-days',
    kind: wholeNumber('days', 36_500),
    fallback: '365',
    meaning: 'Days that the audit is kept; 0 is for ever.',
    scope: 'server',
  }),
  fileDays: setting({
    flag: '--file-days <days>',
    env: 'CHAT_TUI_FILE_DAYS',
    key: 'serve.file-days',
    kind: wholeNumber('days', 36_500),
    fallback: '0',
    meaning: 'Days after which files are removed from the server; 0 is never.',
    scope: 'server',
  }),
} as const;
