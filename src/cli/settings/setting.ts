/** Type of a setting: flag, environment variable, key in `config.toml`, kind, default, meaning. */
import type {Kind} from './values.ts';

export interface Setting<Value> {
  /** As on the command line, e.g. `--port <number>`. Secrets have no flag, because everybody can read arguments. */
  flag?: string;
  env: string;
  /** Dotted path in `config.toml`; absent for settings that must not or cannot be there. */
  key?: string;
  kind: Kind<Value>;
  /** The flag may be repeated; its values are joined by commas. */
  isList?: true;
  /** Allowed values, if the kind alone does not say them; continues "Allowed: ". */
  allowed?: string;
  /** Default as it would be typed; absent if there is none. */
  fallback?: string;
  meaning: string;
  /** A running server accepts a new value without a restart, by SIGHUP or `admin config reload`. */
  isLive?: true;
  /** `client`: the full screen and every verb; `server`: `serve`; `process`: read before anything else. */
  scope: 'client' | 'server' | 'process';
}

export const setting = <const Row extends Setting<unknown>>(row: Row) => row;
