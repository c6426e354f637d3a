/** Chooses the first theme of the full screen: as set, else the last one chosen; reports an invalid one. */
import {ChatError} from '../../shared/errors.ts';
import type {ThemeWish} from '../../tui/theme.ts';
import {findTheme} from '../../tui/theme/chosenTheme.ts';
import type {Shell} from '../shell.ts';
import {readRemembered} from '../settings/remembered.ts';
import {themeFiles} from '../settings/themeFiles.ts';

interface ScreenTheme {
  theme: NonNullable<ThemeWish['theme']>;
  /** A sentence; foreign parts not yet passed through `display()`. */
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
