export { login } from './login.js';
export type { FormClass, LoginOptions, Mail } from './settings.js';
export { UserProvider, type Awaitable, type NewAccount, type User } from './user-provider.js';
export { Admin, CurrentUser, FreshUser, Visitor } from './visitor.js';
export { LoginManager, type Known, type KnownBy } from './login-manager.js';
export { ApiTokens, type ApiToken, type ApiTokenOptions } from './api-tokens.js';
export type { RememberOptions } from './remember.js';
export type { GuessOptions } from './guesses.js';
export type { Texts, TextsByLanguage } from './texts.js';
// The pages, for urlFor(Account, 'login').
export { Account } from './account.js';
export { Passwords } from './passwords.js';
export { ConfirmationPages } from './confirmation-pages.js';
export { Registration } from './registration.js';
export { Resets } from './resets.js';
export { TokenPages } from './token-pages.js';
