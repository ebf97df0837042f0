export { myExtension, type MyExtensionOptions } from './blueprint.js';
export { Pages } from './pages.js';
