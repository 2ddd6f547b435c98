/** Not `instanceof Promise`: a thenable of another realm is waited for too. */
export const isPromise = <T>(answer: T | PromiseLike<T>): answer is PromiseLike<T> =>
  typeof (answer as PromiseLike<T> | undefined)?.then === 'function'
