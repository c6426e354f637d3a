/** Maps keys of other keyboard layouts to the Latin letter on the same key, so that shortcuts work in all of them. */

/** Latin characters in the order of the keys. In a layout, a space means that the key has nothing of its own. */
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./";
const LAYOUTS: readonly string[] = [
  // Russian, then the additional letters of Ukrainian and Belarusian.
  'йцукенгшщзхъфывапролджэячсмитьбю ',
  '        ў  ї і        є          ',
  ' ςερτυθιοπ  ασδφγηξκλ  ζχψωβνμ   ',
  "/'קראטוןםפ  שדגכעיחלךף זסבהנמצתץ ",
  'ضصثقفغعهخحجدشسيبلاتنمكطئءؤر ىةوزظ',
  'ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ  ㅁㄴㅇㄹㅎㅗㅓㅏㅣ  ㅋㅌㅊㅍㅠㅜㅡ   ',
  'ๆไำพะัีรนยบลฟหกดเ้่าสวงผปแอิืทมใฝ',
  'ქწერტყუიოპ  ასდფგჰჯკლ  ზხცვბნმ   ',
];

const latinByCharacter: ReadonlyMap<string, string> = new Map(
  LAYOUTS.flatMap(layout =>
    Array.from(layout, (character, at) => [character, LATIN.charAt(at)] as const).filter(
      ([character, latin]) => character > '~' && latin !== '',
    ),
  ),
);

/** The Latin character on the same key; the character itself if unknown. */
export const latinOf = (character: string): string => latinByCharacter.get(character.toLowerCase()) ?? character;

/** The chord with the Latin letter on the same key, for modes in which letters are commands. */
export function latinChord(chord: string): string {
  const latin = chord.length === 1 ? latinOf(chord) : chord;
  return latin !== chord && chord !== chord.toLowerCase() ? latin.toUpperCase() : latin;
}
