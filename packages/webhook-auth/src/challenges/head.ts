import { allow } from '@sallyport/core'
import { answered, type Challenge, unsignedChallenge } from './challenge.ts'

/**
 * Trello, Mandrill and Intercom ask `HEAD` whether an address is there, before they use it: 200, and nothing else.
 * Mount the guard for `HEAD` as well.
 */
export const headChallenge: Challenge = /* @__PURE__ */ unsignedChallenge(({ method }) =>
  method === 'HEAD' ? answered({ status: 200, headers: {}, body: '' }) : allow(),
)
