/** Reloads the settings of a running server: applies what can change, reports what needs a restart. */
import type {ServerConfig} from '../../server/ports.ts';
import {ChatError} from '../../shared/errors.ts';
import {rowOf, settingNames, type SettingName} from '../settings/settings.ts';
import type {ServerFlags, Shell} from '../shell.ts';

interface ConfigOptions {
  shell: Shell;
  /** Settings with which the server was started. */
  flags: ServerFlags;
  take: (flags: ServerFlags) => Promise<void>;
}

export function openConfig({shell, flags, take}: ConfigOptions): ServerConfig {
  let current: Partial<Record<SettingName, unknown>> = flags;
  const keyOf = (name: SettingName) => rowOf(name).key ?? name;
  return {
    list: async () =>
      settingNames('server').map(name => ({
        setting: keyOf(name),
        value: textOf(current[name]),
        isLive: rowOf(name).isLive === true,
      })),
    async reload() {
      const next: Partial<Record<SettingName, unknown>> = await shell.serverSettings().catch(refused);
      const changed = settingNames('server').filter(name => textOf(next[name]) !== textOf(current[name]));
      const live = changed.filter(name => rowOf(name).isLive === true);
      await take(next as ServerFlags).catch(refused);
      // Settings that need a restart keep their values.
      current = {...current, ...Object.fromEntries(live.map(name => [name, next[name]]))};
      return {
        changed: live.map(keyOf),
        needRestart: changed.filter(name => !live.includes(name)).map(keyOf),
      };
    },
  };
}

/** @throws settings-refused */
function refused(error: unknown): never {
  if (!(error instanceof ChatError) || error.code !== 'settings-invalid') throw error;
  throw new ChatError('settings-refused', error.message, {cause: error});
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
