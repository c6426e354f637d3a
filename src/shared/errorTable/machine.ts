/** Errors with a server's data on its machine: backup, export, import. */
import {errorKind, ownUsage, type ErrorKind} from './errorKind.ts';

export const MACHINE_ERRORS = {
  'backup-failed': ownUsage('No backup was made: {detail}.'),
  'backup-damaged': ownUsage('This is no whole backup: {detail}. Nothing was restored; use another one.'),
  'restore-failed': ownUsage('Nothing was restored: {detail}.'),
  'export-failed': ownUsage('Nothing was exported: {detail}.'),
  'import-failed': ownUsage('The import stopped: {detail}.'),
  'machine-only': errorKind('This is done on the machine of the server only, as its operator: {detail}.'),
} satisfies Record<string, ErrorKind>;
