export { myExtension, type MyExtensionOptions } from './my-extension.js';
export { Greetings } from './greetings.js';
