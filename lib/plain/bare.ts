/** Makes objects that inherit nothing, so that no key is special. Engines are slow with those of `Object.create(null)`. */
export const Bare = function () {} as unknown as new () => object;
Bare.prototype = Object.create(null) as object;
