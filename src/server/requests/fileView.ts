/** A stored file as the wire shows it. */
import type {FileView} from '../../shared/model.ts';
import type {StoredFile} from '../storeContract/store.ts';

export function toFileView({senderName, ...file}: StoredFile): FileView {
  return {...file, sender: senderName};
}
