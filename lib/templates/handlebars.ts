import Handlebars from 'handlebars';

/** Handlebars itself, for those who load this file. */
export const handlebars = Handlebars;
