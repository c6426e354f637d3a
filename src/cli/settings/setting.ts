/** What a setting is: flag, environment variable, key in `config.toml`, kind, default, meaning. */
import type {Kind} from './values.ts';

export interface Setting<Value> {
  /** As the command line shows it, e.g. `--port <number>`. Secrets have none: an argument can be read by everybody. */
  flag?: string;
  env: string;
  /** Dotted path in `config.toml`; absent for what must not or cannot stand there. */
  key?: string;
  kind: Kind<Value>;
  /** The flag may be said several times; its values are joined by commas. */
  isList?: true;
  /** What it may be, where the kind alone does not say it; goes on from "Allowed: ". */
  allowed?: string;
  /** As it would be typed; absent when there is none. */
  fallback?: string;
  meaning: string;
  /** A running server takes a new value without a restart: SIGHUP, or `admin config reload`. */
  isLive?: true;
  /** `client`: the full screen and every verb; `server`: `serve`; `process`: read before anything else. */
  scope: 'client' | 'server' | 'process';
}

export const setting = <const Row extends Setting<unknown>>(row: Row) => row;
