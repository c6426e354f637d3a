/** Checks of `doctor` on a person's machine: runtime, terminal, settings, folders, logins, local stores. */
import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {ChatError} from '../../shared/errors.ts';
import {checkTerminal} from '../screening/checkTerminal.ts';
import {readRemembered} from '../settings/remembered.ts';
import {PROGRAM_VERSION} from '../version.ts';
import {fail, ok, warn, type Check} from './check.ts';
import {charsetFrom} from '../../tui/terminal/charset.ts';

/** Below this size, the screen uses a reduced layout. */
const COLUMNS_GOOD = 50;
const ROWS_GOOD = 15;

export const MACHINE: readonly Check<unknown>[] = [
  {
    name: 'program',
    look: ({paths}) =>
      ok(`chat-tui ${PROGRAM_VERSION} with Node ${process.versions.node}; settings in ${paths.configFile}.`),
  },
  {
    name: 'settings',
    async look(shell) {
      await shell.clientSettings();
      return ok('They can be read.');
    },
  },
  {
    name: 'terminal',
    look(shell) {
      const {stdout, env} = shell;
      try {
        checkTerminal(shell);
      } catch (error) {
        // Not a failure, because verbs work without a terminal.
        if (error instanceof ChatError) return warn(error.message);
        throw error;
      }
      const {columns, rows} = stdout;
      if (columns < COLUMNS_GOOD || rows < ROWS_GOOD)
        return warn(
          `It has ${columns} columns and ${rows} rows: make it larger, so that rooms and people fit beside the chat.`,
        );
      return ok(`TERM=${env.TERM ?? ''}, ${columns} columns, ${rows} rows.`);
    },
  },
  {
    name: 'locale',
    async look({env}) {
      const charset = charsetFrom(env);
      if (charset === undefined) return ok('UTF-8.');
      return warn(
        `${charset.name}, not UTF-8: what it does not have is shown as ?. Set LANG to one that ends with .UTF-8 ` +
          '(locale -a lists them).',
      );
    },
  },
  {
    name: 'folder',
    async look({paths}) {
      const {probeFolder} = await import('../../client/credentials/credentials.ts');
      await probeFolder(paths.clientDir);
      return ok(`${paths.clientDir} can be written, and is yours alone.`);
    },
  },
  {
    name: 'keychain',
    async look(shell) {
      const {store} = await shell.clientSettings().catch(() => ({store: undefined}));
      const {probeKeychain} = await import('../../client/credentials/credentials.ts');
      const reason = await probeKeychain();
      if (reason === undefined) return ok('It keeps what it is given.');
      if (store === 'keychain')
        return fail(`There is none (${reason}), and the settings ask for it: use --store file.`);
      const kept = store ?? readRemembered(shell.paths).withoutKeychain ?? 'file';
      return warn(
        `There is none (${reason}): logins are kept ` +
          `${kept === 'memory' ? 'nowhere' : 'in a file that only you can read'}. On Linux, install libsecret and ` +
          'gnome-keyring for one.',
      );
    },
  },
  {
    name: 'local store',
    async look({paths}) {
      const folder = join(paths.clientDir, 'local');
      const stores = existsSync(folder) ? readdirSync(folder) : [];
      if (stores.length === 0) return ok('None yet.');
      const {isStoreWhole: isWhole} = await import('../../client/local/store.ts');
      const damaged: string[] = [];
      for (const name of stores) if (!(await isWhole(join(folder, name)))) damaged.push(join(folder, name));
      if (damaged.length === 0) return ok(`${stores.length === 1 ? 'It is' : `All ${stores.length} are`} whole.`);
      return fail(
        `${damaged.join(' and ')} is damaged: start the full screen once, which saves what can be read and keeps the file.`,
      );
    },
  },
];
