/** Settings about what a server keeps, and for how long. */
import {setting} from './setting.ts';
import {listenAddress, wholeNumber} from './values.ts';

export const UPKEEP = {
  metrics: setting({
    flag: '--metrics <address>',
    env: 'CHAT_TUI_METRICS',
    key: 'serve.metrics',
    kind: listenAddress,
    meaning: 'Where figures for Prometheus are, as PORT of this machine alone or HOST:PORT. Without it: nowhere.',
    scope: 'server',
  }),
  auditDays: setting({
    flag: '--audit-days <days>',
    env: 'CHAT_TUI_AUDIT_DAYS',
    key: 'serve.audit-days',
    kind: wholeNumber('days', 36_500),
    fallback: '365',
    meaning: 'Days that the audit is kept; 0 is for ever.',
    isLive: true,
    scope: 'server',
  }),
  fileDays: setting({
    flag: '--file-days <days>',
    env: 'CHAT_TUI_FILE_DAYS',
    key: 'serve.file-days',
    kind: wholeNumber('days', 36_500),
    fallback: '0',
    meaning: 'Days after which files are removed from the server; 0 is never.',
    isLive: true,
    scope: 'server',
  }),
} as const;
