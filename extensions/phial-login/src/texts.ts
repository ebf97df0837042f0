const ENGLISH = {
  language: 'en',
  name: 'Username',
  password: 'Password',
  newPassword: 'New password',
  logIn: 'Log in',
  logOut: 'Log out',
  register: 'Register',
  newHere: 'New here?',
  registeredAlready: 'Registered already?',
  stayLoggedIn: 'Stay logged in',
  passwordHint: 'At least {shortest} characters.',
  registered: 'You are registered, {name}. Now log in.',
  nameMissing: 'Username is required.',
  nameUnfit: 'Choose another username: not too long, without invisible signs, and not just dots.',
  passwordMissing: 'Password is required.',
  passwordTooShort: 'Password must have at least {shortest} characters.',
  nameTaken: 'User {name} is already registered.',
  // The same: whoever guesses does not learn which names there are.
  unknownName: 'Incorrect username or password.',
  wrongPassword: 'Incorrect username or password.',
  notActive: 'This account is closed.',
  tooManyGuesses: 'That was too often. Try again in {minutes} minutes.',
  loginFirst: 'Log in first.',
  roleMissing: 'Your account may not do that.',
  forgot: 'Forgot your password?',
  forgotHint: 'You get a mail with a link.',
  sendLink: 'Send the link',
  linkSent: 'If there is such an account, a mail is on its way.',
  linkInvalid: 'This link is no longer good. Ask for another.',
  setPassword: 'Set a new password',
  changePassword: 'Change your password',
  currentPassword: 'Current password',
  wrongCurrentPassword: 'That is not your current password.',
  passwordChanged: 'Your password is changed.',
  passwordChangedLogIn: 'Your password is changed. Now log in.',
  resetSubject: 'Set a new password',
  resetGreeting: 'Hello {name},',
  resetText: 'with this link you set a new password. It is good for {minutes} minutes, and once.',
  resetNotYou: 'You have not asked for it? Then do nothing: your password stays as it is.',
  confirmFirst: 'Confirm your mail address first: we have sent you a link.',
  registeredConfirm: 'You are registered, {name}. Now open the link in the mail that we have sent you.',
  confirm: 'Yes, this is my address',
  confirmHint: 'Then you can log in.',
  confirmed: 'Your mail address is confirmed. Now log in.',
  confirmAgain: 'No mail to confirm your address?',
  confirmSent: 'If there is such an account, and it is not confirmed yet, a mail is on its way.',
  confirmSubject: 'Confirm your mail address',
  confirmText: 'with this link you confirm your mail address. It is good for {hours} hours.',
  confirmNotYou: 'You have not registered? Then do nothing: nobody can log in without it.',
  tokens: 'API tokens',
  tokensHint: 'A program that sends a token acts in your name.',
  tokenName: 'What it is for',
  tokenCreate: 'Make a token',
  tokenDelete: 'Delete',
  tokenShown: 'This is shown once. Keep it as you would a password:',
  tokenNameMissing: 'Say what the token is for.',
  tokenDeleted: 'The token is deleted.',
  noTokens: 'There are none yet.',
};

/** The words of the pages. `{name}`, `{shortest}`, `{minutes}` and `{hours}` stand for what is known only then. */
export type Texts = Readonly<Record<keyof typeof ENGLISH, string>>;

/** Words by language, as `Accept-Language` names it. What a language lacks is English. */
export type TextsByLanguage = Readonly<Record<string, Partial<Texts>>>;

const GERMAN: Texts = {
  language: 'de',
  name: 'Benutzername',
  password: 'Passwort',
  newPassword: 'Neues Passwort',
  logIn: 'Anmelden',
  logOut: 'Abmelden',
  register: 'Registrieren',
  newHere: 'Neu hier?',
  registeredAlready: 'Schon registriert?',
  stayLoggedIn: 'Angemeldet bleiben',
  passwordHint: 'Mindestens {shortest} Zeichen.',
  registered: 'Du bist registriert, {name}. Melde dich jetzt an.',
  nameMissing: 'Ein Benutzername ist nötig.',
  nameUnfit: 'Wähle einen anderen Benutzernamen: nicht zu lang, ohne unsichtbare Zeichen und nicht nur Punkte.',
  passwordMissing: 'Ein Passwort ist nötig.',
  passwordTooShort: 'Das Passwort braucht mindestens {shortest} Zeichen.',
  nameTaken: 'Den Benutzernamen {name} gibt es schon.',
  unknownName: 'Benutzername oder Passwort ist falsch.',
  wrongPassword: 'Benutzername oder Passwort ist falsch.',
  notActive: 'Dieses Konto ist geschlossen.',
  tooManyGuesses: 'Das war zu oft. Versuche es in {minutes} Minuten wieder.',
  loginFirst: 'Melde dich zuerst an.',
  roleMissing: 'Dein Konto darf das nicht.',
  forgot: 'Passwort vergessen?',
  forgotHint: 'Du bekommst eine Mail mit einem Link.',
  sendLink: 'Link schicken',
  linkSent: 'Wenn es ein solches Konto gibt, ist eine Mail unterwegs.',
  linkInvalid: 'Dieser Link gilt nicht mehr. Lass dir einen neuen schicken.',
  setPassword: 'Neues Passwort setzen',
  changePassword: 'Passwort ändern',
  currentPassword: 'Bisheriges Passwort',
  wrongCurrentPassword: 'Das ist nicht dein bisheriges Passwort.',
  passwordChanged: 'Dein Passwort ist geändert.',
  passwordChangedLogIn: 'Dein Passwort ist geändert. Melde dich jetzt an.',
  resetSubject: 'Neues Passwort setzen',
  resetGreeting: 'Hallo {name},',
  resetText: 'mit diesem Link setzt du ein neues Passwort. Er gilt {minutes} Minuten, und einmal.',
  resetNotYou: 'Du hast nicht darum gebeten? Dann tu nichts: dein Passwort bleibt, wie es ist.',
  confirmFirst: 'Bestätige zuerst deine Mailadresse: wir haben dir einen Link geschickt.',
  registeredConfirm: 'Du bist registriert, {name}. Öffne jetzt den Link in der Mail, die wir dir geschickt haben.',
  confirm: 'Ja, das ist meine Adresse',
  confirmHint: 'Danach kannst du dich anmelden.',
  confirmed: 'Deine Mailadresse ist bestätigt. Melde dich jetzt an.',
  confirmAgain: 'Keine Mail zum Bestätigen bekommen?',
  confirmSent: 'Wenn es ein solches Konto gibt, das noch nicht bestätigt ist, ist eine Mail unterwegs.',
  confirmSubject: 'Mailadresse bestätigen',
  confirmText: 'mit diesem Link bestätigst du deine Mailadresse. Er gilt {hours} Stunden.',
  confirmNotYou: 'Du hast dich nicht registriert? Dann tu nichts: ohne ihn kann sich niemand anmelden.',
  tokens: 'API-Tokens',
  tokensHint: 'Ein Programm, das ein Token schickt, handelt in deinem Namen.',
  tokenName: 'Wofür es ist',
  tokenCreate: 'Token erstellen',
  tokenDelete: 'Löschen',
  tokenShown: 'Das wird nur einmal gezeigt. Hüte es wie ein Passwort:',
  tokenNameMissing: 'Sag, wofür das Token ist.',
  tokenDeleted: 'Das Token ist gelöscht.',
  noTokens: 'Noch gibt es keine.',
};

/** All languages, the app's words before ours. */
export function textsIn(given: TextsByLanguage = {}): Readonly<Record<string, Texts>> {
  const ours: Record<string, Texts> = { en: ENGLISH, de: GERMAN };
  const languages = new Set([...Object.keys(ours), ...Object.keys(given)]);
  return Object.fromEntries(
    [...languages].map((language) => [language, { ...ENGLISH, language, ...ours[language], ...given[language] }]),
  );
}

/** A text with what its `{names}` stand for. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** All texts, so filled. */
export function filled(texts: Texts, values: Readonly<Record<string, string | number>>): Texts {
  // The same keys.
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, fill(text, values)])) as Texts;
}
