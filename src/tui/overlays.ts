/** List of the overlays, by how each is opened. */
export {openChoose} from './overlays/choose.tsx';
export {openConfirm} from './overlays/confirm.tsx';
export {openFilePicker} from './overlays/filePicker.tsx';
export {openFirstRunSetup} from './overlays/firstRunSetup.tsx';
export {openHelp} from './overlays/help.tsx';
export {openInbox} from './overlays/inbox.tsx';
export {openKeyCheck} from './overlays/keyCheck.tsx';
export {openPassphraseForm} from './overlays/passphraseForm.tsx';
export {openPasswordForm} from './overlays/passwordForm.tsx';
export {openSecondFactor} from './overlays/secondFactor.tsx';
export {openRecall} from './overlays/recall.tsx';
export {openSearch} from './overlays/search.tsx';
export {openSettings} from './overlays/settings.tsx';
export {openShow} from './overlays/show.tsx';
export {openSwitcher} from './overlays/switcher.tsx';
export {openThemes} from './overlays/themes.tsx';
