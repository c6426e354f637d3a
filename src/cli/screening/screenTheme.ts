/** Chooses the initial theme: from the settings, else the last one chosen; reports an invalid one. */
import {ChatError} from '../../shared/errors.ts';
import type {ThemeChoice} from '../../tui/theme.ts';
import {findTheme} from '../../tui/theme/chosenTheme.ts';
import type {Shell} from '../shell.ts';
import {readRemembered} from '../settings/remembered.ts';
import {themeFiles} from '../settings/themeFiles.ts';

interface ScreenTheme {
  theme: NonNullable<ThemeChoice['theme']>;
  /** A sentence; its untrusted parts have not passed `display()`. */
  problem?: string;
}

export async function screenTheme(shell: Shell): Promise<ScreenTheme> {
  const {theme: set} = await shell.clientSettings();
  const name = set ?? readRemembered(shell.paths).theme ?? 'auto';
  try {
    return {theme: await findTheme(name, themeFiles(shell.paths))};
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    return {theme: 'auto', problem: error.message};
  }
}
